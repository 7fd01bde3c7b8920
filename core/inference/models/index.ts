export { type CatalogModel, MAX_SERVED_MODELS } from './catalog-model.ts';
export { type ModelPrices, toDescriptor } from './descriptor.ts';
export { type CatalogHealth, type CatalogOptions, ModelCatalog } from './model-catalog.ts';
