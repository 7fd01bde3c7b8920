export { readAliases } from './aliases.ts';
export type { CatalogModel, OfferSettings } from './catalog-model.ts';
export type { DiscoverySettings, ModelSettings } from './config.ts';
export { type ModelPrices, toDescriptor } from './descriptor.ts';
export { BackendLoads } from './loads/backend-loads.ts';
export { IdleUnload, type IdleUnloadSettings } from './loads/idle-unload.ts';
export {
  anyPlan,
  type LoadPlan,
  type LoadState,
  type ModelLoad,
  type ModelLoads,
  type UnloadOptions,
} from './loads/interface.ts';
export { OwnerPlans } from './loads/owner-plans.ts';
export { mergeLists } from './merge-lists.ts';
export { type AliasProblems, type CatalogSettings, ModelCatalog } from './model-catalog.ts';
export { measureAnswers } from './performance/measure-answers.ts';
export { type BenchmarkedPerformance, Performance, type PerformanceFigures } from './performance/performance.ts';
