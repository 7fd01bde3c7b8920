import { backendError, upstreamError } from '../errors.ts';
import type { Discovery } from '../http/http-client.ts';
import type { JsonApi } from '../http/json-api.ts';
import { errorTextOf } from '../http/read-bounded.ts';
import type { BackendFacts, ModelInfo } from '../interface.ts';
import { featuresOf, uniqueModels } from '../model-fields.ts';
import { parseModels, publicId } from '../openai/parse-models.ts';
import { countBusySlots, countProcessing, parseProps, routerStates } from './parse.ts';

/** Models in memory of a router that are asked for their slots; it holds four unless told otherwise. */
const MAX_ASKED_MODELS = 16;

/** Discovery that also knows what the server itself calls a model. */
export interface LlamaCppDiscovery extends Discovery {
  /** The server's own name of a model that we list under `id`: often the path of its file, which goes no further. */
  toBackendModel(id: string): string;
}

/** Finds what a llama-server has, whether it runs one model or is a router of several. */
export function createLlamaCppDiscovery(
  { api }: { readonly api: JsonApi },
  { backend }: { readonly backend: string },
): LlamaCppDiscovery {
  /** Our id → the server's, for those that differ. */
  let renamed: ReadonlyMap<string, string> = new Map();
  const toBackendModel = (id: string) => renamed.get(id) ?? id;

  async function listModels(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const { status, body } = await api.get('/v1/models', { signal });
    const models = parseModels(body);
    if (models === null) {
      const text = errorTextOf(body);
      const isTold = text !== '' || status === 401 || status === 403;
      throw isTold ? upstreamError(backend, status, text) : backendError('BACKEND_BAD_RESPONSE', backend, { status });
    }
    renamed = new Map(models.filter(({ id }) => publicId(id) !== id).map(({ id }) => [publicId(id), id]));
    const states = routerStates(body);
    const complete =
      states === null ? await describeSingle(models, signal) : await describeRouted(models, states, signal);
    return uniqueModels(complete.map((model) => ({ ...model, id: publicId(model.id) })));
  }

  /** It lists its model before it has loaded it, and then refuses everything else. */
  async function describeSingle(models: readonly ModelInfo[], signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const { status } = await api.get('/health', { signal });
    if (status === 503)
      return models.map((model) => ({
        ...model,
        state: 'loading',
        available: false,
        unavailableBecause: 'The program still loads it.',
      }));
    const props = await fetchProps('/props', signal);
    return models.map((model) => withProps({ ...model, state: 'loaded' }, props));
  }

  async function describeRouted(
    models: readonly ModelInfo[],
    states: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<readonly ModelInfo[]> {
    let asked = 0;
    return Promise.all(
      models.map(async (model) => {
        const state = states.get(model.id);
        const reason = state === undefined ? undefined : unusable.get(state);
        if (reason !== undefined) {
          return { ...model, state: 'not-loaded' as const, available: false, unavailableBecause: reason };
        }
        if (model.state !== 'loaded' || asked >= MAX_ASKED_MODELS) return model;
        asked += 1;
        return withProps(model, await fetchProps(`/props?${queryOf(model.id)}`, signal));
      }),
    );
  }

  const fetchProps = async (path: string, signal: AbortSignal) => parseProps((await api.get(path, { signal })).body);

  async function fetchVersion(signal: AbortSignal): Promise<string> {
    const { build } = await fetchProps('/props', signal);
    return build === null ? 'llama.cpp' : `llama.cpp ${build}`;
  }

  async function fetchFacts(signal: AbortSignal): Promise<Partial<BackendFacts>> {
    const { body } = await api.get('/v1/models', { signal });
    const states = routerStates(body);
    if (states === null) {
      const { slots } = await fetchProps('/props', signal);
      return { slots, busySlots: await busySlots('', signal), loadsOnDemand: false };
    }
    const loaded = [...states].filter(([, state]) => state === 'loaded').slice(0, MAX_ASKED_MODELS);
    const each = await Promise.all(
      loaded.map(async ([id]) => ({
        slots: (await fetchProps(`/props?${queryOf(id)}`, signal)).slots,
        busy: await busySlots(`?${queryOf(id)}`, signal),
      })),
    );
    const sum = (counts: readonly (number | null)[]) =>
      counts.includes(null) || counts.length === 0
        ? null
        : counts.reduce<number>((total, count) => total + (count ?? 0), 0);
    return {
      slots: sum(each.map(({ slots }) => slots)),
      busySlots: sum(each.map(({ busy }) => busy)),
      loadsOnDemand: true,
    };
  }

  /** By its slots, or by its metrics; both can be switched off. */
  async function busySlots(query: string, signal: AbortSignal): Promise<number | null> {
    const slots = await api.get(`/slots${query}`, { signal });
    const busy = slots.status === 200 ? countBusySlots(slots.body) : null;
    if (busy !== null) return busy;
    const { status, text } = await api.get(`/metrics${query}`, { signal });
    return status === 200 ? countProcessing(text) : null;
  }

  return { listModels, fetchVersion, fetchFacts, toBackendModel, guardedPath: '/v1/models' };
}

/** What a router says of models that it cannot load. */
const unusable: ReadonlyMap<string, string> = new Map([
  ['failed', 'The program failed to load it; its own log says why.'],
  ['downloading', 'The program still downloads it.'],
]);

/** Asking about a model must not load it. */
const queryOf = (id: string) => `model=${encodeURIComponent(id)}&autoload=false`;

function withProps(model: ModelInfo, props: ReturnType<typeof parseProps>): ModelInfo {
  return {
    ...model,
    loadedContextLength: props.contextLength ?? model.loadedContextLength,
    parallel: props.slots,
    features: featuresOf({ vision: props.vision }),
  };
}
