export type { CatalogModel } from './catalog-model.ts';
export { type ModelPrices, toDescriptor } from './descriptor.ts';
export { type CatalogHealth, type CatalogOptions, ModelCatalog } from './model-catalog.ts';
