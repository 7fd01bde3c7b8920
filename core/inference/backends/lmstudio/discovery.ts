import { backendError, upstreamError } from '../errors.ts';
import type { Discovery } from '../http/http-client.ts';
import type { JsonApi } from '../http/json-api.ts';
import { errorTextOf, isRecord } from '../http/read-bounded.ts';
import type { BackendFacts, ModelInfo } from '../interface.ts';
import { textOrNull } from '../model-fields.ts';
import { parseNames, parseV0, parseV1 } from './parse-lists.ts';

/** The lists of LM Studio, the most telling first. */
const families = [
  { path: '/api/v1/models', parse: parseV1 },
  { path: '/api/v0/models', parse: parseV0 },
  { path: '/v1/models', parse: parseNames },
] as const;

/**
 * Finds LM Studio's models. Which list a version has is told by the shape of the answer and never by its status:
 * LM Studio answers unknown paths with 200. The one that worked is asked first the next time, because LM Studio logs
 * an error for each path that it does not know.
 */
export function createLmStudioDiscovery(
  { api }: { readonly api: JsonApi },
  { backend }: { readonly backend: string },
): Discovery {
  let preferred = 0;

  async function listModels(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const order = [preferred, ...families.keys()].filter((index, position, all) => all.indexOf(index) === position);
    let refused = false;
    let lastText = '';
    for (const index of order) {
      const family = families[index] as (typeof families)[number];
      const { status, body } = await api.get(family.path, { signal });
      const models = family.parse(body);
      if (models !== null) {
        preferred = index;
        return index === 0 ? markUnavailable(models, signal) : models;
      }
      refused ||= status === 401 || status === 403;
      lastText = errorTextOf(body);
    }
    if (refused) throw backendError('BACKEND_UNAUTHORIZED', backend);
    throw lastText === '' ? backendError('BACKEND_BAD_RESPONSE', backend) : upstreamError(backend, null, lastText);
  }

  /**
   * With loading on demand switched off, `/v1/models` lists loaded models only, and asking for another one fails:
   * models that only the native list knows cannot be served until their owner loads them.
   */
  async function markUnavailable(models: readonly ModelInfo[], signal: AbortSignal): Promise<readonly ModelInfo[]> {
    if (models.every((model) => model.state === 'loaded')) return models;
    const { body } = await api.get('/v1/models', { signal });
    const named = parseNames(body);
    if (named === null) return models;
    const names = new Set(named.map((model) => model.id));
    return models.map((model) => ({ ...model, available: model.state === 'loaded' || names.has(model.id) }));
  }

  async function fetchVersion(signal: AbortSignal): Promise<string | null> {
    const { body } = await api.get('/lms-status', { signal });
    const version = isRecord(body) ? textOrNull(body.version, 64) : null;
    return version === null ? null : `LM Studio ${version}`;
  }

  async function fetchFacts(signal: AbortSignal): Promise<Partial<BackendFacts>> {
    const models = await listModels(signal);
    const parallels = models.flatMap(({ parallel }) => parallel ?? []);
    const idle = models.filter(({ state }) => state === 'not-loaded');
    return {
      slots: parallels.length === 0 ? null : parallels.reduce((sum, parallel) => sum + parallel, 0),
      // Where everything is loaded, nothing shows what would become of the rest.
      loadsOnDemand: idle.length === 0 ? null : idle.some(({ available }) => available),
    };
  }

  return { listModels, fetchVersion, fetchFacts, guardedPath: '/v1/models' };
}
