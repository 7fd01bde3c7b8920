import type { Clock } from '../../../foundation/clock.ts';
import type { ChatClient } from '../chat/chat-client.ts';
import { type LlmClient, type ModelInfo, unknownFacts } from '../interface.ts';
import type { LlmClientSettings } from '../settings.ts';
import type { BackendHttp } from './backend-http.ts';

/** Finds out what a server offers. Both calls reject with `BACKEND_*`. */
export interface Discovery {
  listModels(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** Version text of the program; null when it tells none. */
  fetchVersion(signal: AbortSignal): Promise<string | null>;
}

/** The Authorization header that goes with the settings; null sends none. */
export function authorizationOf({ apiKey }: LlmClientSettings): string | null {
  return apiKey === null ? null : `Bearer ${apiKey.reveal()}`;
}

/** Puts discovery and chat of one server together to a client. */
export function createHttpLlmClient(
  modules: {
    readonly clock: Clock;
    readonly http: BackendHttp;
    readonly chat: ChatClient;
    readonly discovery: Discovery;
  },
  options: { readonly kind: string; readonly name: string; toBackendModel(id: string): string },
): LlmClient {
  const { clock, http, chat, discovery } = modules;
  // A program that answers its list is there, whatever becomes of the question for its version.
  const version = (signal: AbortSignal) => discovery.fetchVersion(signal).catch(() => null);
  return {
    kind: options.kind,
    name: options.name,
    complete: (request, call) => chat.complete({ ...request, model: options.toBackendModel(request.model) }, call),
    listModels: ({ signal }) => discovery.listModels(signal),
    async healthCheck({ signal }) {
      const startedAtMs = clock.monotonicMs();
      await discovery.listModels(signal);
      const latencyMs = clock.monotonicMs() - startedAtMs;
      return { latencyMs, version: await version(signal) };
    },
    version: ({ signal }) => version(signal),
    control: null,
    async facts({ signal }) {
      await discovery.listModels(signal);
      return { ...unknownFacts, version: await version(signal) };
    },
    async close() {
      http.close();
    },
  };
}
