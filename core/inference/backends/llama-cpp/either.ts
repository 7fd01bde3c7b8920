import { toExecutorError } from '../../../foundation/errors/index.ts';
import type { LlmClient, ModelControl, ModelInfo } from '../interface.ts';

/** Failures that say that the program is not at this address, or that another one is. */
const elsewhere: ReadonlySet<string> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_BAD_RESPONSE']);

/**
 * One client for a program that may be at one of several addresses: the first whose model list answers is taken, and
 * stays until it fails. Where none answers, the failure is that of the first.
 */
export function createEitherClient(clients: readonly LlmClient[]): LlmClient {
  const [first] = clients as [LlmClient];
  if (clients.length === 1) return first;
  let chosen = first;

  async function listModels(options: { signal: AbortSignal }): Promise<readonly ModelInfo[]> {
    const order = [chosen, ...clients.filter((client) => client !== chosen)];
    let failure: unknown = null;
    for (const client of order) {
      try {
        const models = await client.listModels(options);
        chosen = client;
        return models;
      } catch (error) {
        if (!elsewhere.has(toExecutorError(error, 'BACKEND_FAILED').code)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  }

  const control: ModelControl = {
    load: async (model, options) => chosen.control?.load(model, options),
    unload: async (model, options) => chosen.control?.unload(model, options),
  };
  return {
    kind: first.kind,
    name: first.name,
    complete: (request, options) => chosen.complete(request, options),
    listModels,
    async healthCheck(options) {
      await listModels(options);
      return chosen.healthCheck(options);
    },
    version: (options) => chosen.version(options),
    control,
    async facts(options) {
      await listModels(options);
      return chosen.facts(options);
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}
