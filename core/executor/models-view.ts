import type { Model } from '../control/index.ts';
import type { CatalogModel, LoadState, ModelCatalog, ModelLoads, Performance } from '../inference/models/index.ts';
import type { ResourceManager } from '../inference/resources/index.ts';
import type { Pricing } from '../money/pricing/index.ts';
import { problemOf } from './state.ts';
import { quoteView } from './views.ts';

/** What the list of models is put together from. */
export interface ModelsViewModules {
  readonly catalog: Pick<ModelCatalog, 'models'>;
  readonly pricing: Pick<Pricing, 'quote'>;
  readonly loads: Pick<ModelLoads, 'find'>;
  readonly resources: Pick<ResourceManager, 'needBytes'>;
  readonly performance: Pick<Performance, 'figures'>;
}

/** Models as the contract shows them, with the price asked for each. */
export function modelsView(modules: ModelsViewModules): Model[] {
  const names = modules.catalog.models();
  const aliases = Map.groupBy(names, ({ aliasOf }) => aliasOf);
  const models = names.filter(({ aliasOf }) => aliasOf === null);
  return models.map((model) => modelView(model, aliases.get(model.id) ?? [], modules));
}

function modelView(
  model: CatalogModel,
  aliases: readonly CatalogModel[],
  { pricing, loads, performance, resources }: ModelsViewModules,
): Model {
  const load = loads.find(model.id);
  const figures = performance.figures(model.id);
  const state = load?.state ?? stateOf(model);
  return {
    id: model.id,
    backend: model.backend,
    aliases: aliases.map(({ id }) => id),
    state,
    loadProgress: load?.progress ?? null,
    loadProblem: load?.problem ? problemOf(load.problem.code, load.problem.details) : null,
    contextLength: model.contextLength,
    architecture: model.architecture,
    quantization: model.quantization,
    parameters: model.parameters,
    features: [...model.features],
    sizeBytes: model.sizeBytes,
    gpuMemoryBytes: state === 'loaded' ? model.gpuMemoryBytes : null,
    needsBytes: resources.needBytes(model.id),
    lastUsedAtMs: load?.lastUsedAtMs ?? null,
    performance: figures && {
      tokensPerSecond: figures.tokensPerSecond,
      timeToFirstTokenMs: figures.timeToFirstTokenMs,
      source: figures.source,
    },
    enabled: model.enabled,
    canLoad: load?.steerable === true && (state === 'unloaded' || state === 'failed' || state === 'unknown'),
    canUnload: load?.steerable === true && (state === 'loaded' || state === 'loading' || state === 'unknown'),
    served: model.served,
    notServedBecause: model.notServedBecause,
    ...quoteView(pricing.quote(model.id)),
  };
}

const stateOf = ({ state }: CatalogModel): LoadState => (state === 'not-loaded' ? 'unloaded' : state);
