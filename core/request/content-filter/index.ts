export { ContentFilter } from './content-filter.ts';
export type { ContentFilterSettings } from './settings.ts';
