export type { CatalogModel, OfferSettings } from './catalog-model.ts';
export type { DiscoverySettings, ModelSettings } from './config.ts';
export { type ModelPrices, toDescriptor } from './descriptor.ts';
export { type CatalogSettings, ModelCatalog } from './model-catalog.ts';
