import { backendError, upstreamError } from '../errors.ts';
import type { JsonAnswer, JsonApi } from '../http/json-api.ts';
import { errorTextOf, isRecord } from '../http/read-bounded.ts';
import type { ModelControl } from '../interface.ts';
import { LOAD_TIMEOUT_MS } from '../limits.ts';
import { parseInstances } from './parse-lists.ts';

/**
 * Loads and unloads models of LM Studio 0.4 and later, by `/api/v1/models/load` and `/unload`. Of how a model is
 * loaded only the context length can be told; the rest are settings of the model in LM Studio. What is loaded this way
 * stays until it is unloaded; what a request loaded goes by LM Studio's own time to live.
 *
 * @throws `BACKEND_NO_CONTROL` from its methods where an older version answers.
 */
export function createLmStudioControl(
  { api }: { readonly api: JsonApi },
  { backend }: { readonly backend: string },
): ModelControl {
  /** Names of the copies of a model that are in memory. */
  async function instancesOf(model: string, signal: AbortSignal): Promise<readonly string[]> {
    const answer = await api.get('/api/v1/models', { signal });
    const instances = parseInstances(answer.body);
    if (instances === null) throw refusal(answer);
    const held = instances.get(model);
    if (held === undefined) throw backendError('BACKEND_MODEL_NOT_FOUND', backend);
    return held;
  }

  /** Older versions answer paths that they do not know with 200 and an error. */
  function refusal({ status, body }: JsonAnswer) {
    const text = errorTextOf(body);
    const error = upstreamError(backend, status, text);
    return error.code === 'BACKEND_BAD_RESPONSE' || text === '' ? backendError('BACKEND_NO_CONTROL', backend) : error;
  }

  return {
    async load(model, { signal, contextLength }) {
      if ((await instancesOf(model, signal)).length > 0) return;
      const body = { model, ...(contextLength === null ? {} : { context_length: contextLength }) };
      const answer = await api.post('/api/v1/models/load', body, { signal, timeoutMs: LOAD_TIMEOUT_MS });
      const isLoaded = isRecord(answer.body) && typeof answer.body.instance_id === 'string';
      if (!isLoaded) throw refusal(answer);
    },
    async unload(model, { signal }) {
      for (const instance of await instancesOf(model, signal)) {
        const answer = await api.post('/api/v1/models/unload', { instance_id: instance }, { signal });
        if (isRecord(answer.body) && answer.body.instance_id === instance) continue;
        // It may have gone by itself in the meantime.
        if ((await instancesOf(model, signal)).includes(instance)) throw refusal(answer);
      }
    },
  };
}
