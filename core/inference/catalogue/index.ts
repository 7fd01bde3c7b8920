export { type CatalogueEntry, catalogue, needsBytes } from './catalogue.ts';
export type { DownloadSettings } from './config.ts';
export { modelsFolder } from './folder.ts';
export { Pulls, type PullView } from './pulls.ts';
