import type { Clock } from '../../../foundation/clock.ts';
import { type BackendFacts, type LlmClient, type ModelControl, type ModelInfo, unknownFacts } from '../interface.ts';
import type { BackendHttp } from './backend-http.ts';
import type { JsonApi } from './json-api.ts';

/** Finds out what a server offers. Its calls reject with `BACKEND_*`. */
export interface Discovery {
  listModels(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** Version text of the program; null when it tells none. */
  fetchVersion(signal: AbortSignal): Promise<string | null>;
  /** What it tells of itself beside version and authentication. */
  fetchFacts?(signal: AbortSignal): Promise<Partial<BackendFacts>>;
  /** Path of a list that asks for the key, if anything does. */
  readonly guardedPath: string;
}

/**
 * Puts discovery and chat of one server together to a client.
 *
 * @param modules.stranger - Asks the same server without our key; null where no key is set.
 */
export function createHttpLlmClient(
  modules: {
    readonly clock: Clock;
    readonly http: BackendHttp;
    readonly chat: Pick<LlmClient, 'complete'>;
    readonly discovery: Discovery;
    readonly control: ModelControl | null;
    readonly stranger: JsonApi | null;
  },
  options: { readonly kind: string; readonly name: string },
): LlmClient {
  const { clock, http, chat, discovery, control, stranger } = modules;
  // A program that answers its list is there, whatever becomes of the question for its version.
  const version = (signal: AbortSignal) => discovery.fetchVersion(signal).catch(() => null);

  /** Whether the server lets in whoever shows no key, asked after it has let us in. */
  async function authentication(signal: AbortSignal): Promise<BackendFacts['authentication']> {
    if (stranger === null) return 'open';
    const { status } = await stranger.get(discovery.guardedPath, { signal });
    return status === 401 || status === 403 ? 'accepted' : 'open';
  }

  return {
    kind: options.kind,
    name: options.name,
    complete: (request, call) => chat.complete(request, call),
    listModels: ({ signal }) => discovery.listModels(signal),
    async healthCheck({ signal }) {
      const startedAtMs = clock.monotonicMs();
      await discovery.listModels(signal);
      const latencyMs = clock.monotonicMs() - startedAtMs;
      return { latencyMs, version: await version(signal) };
    },
    version: ({ signal }) => version(signal),
    control,
    async facts({ signal }) {
      await discovery.listModels(signal);
      return {
        ...unknownFacts,
        ...(await discovery.fetchFacts?.(signal)),
        version: await version(signal),
        authentication: await authentication(signal),
      };
    },
    async close() {
      http.close();
    },
  };
}
