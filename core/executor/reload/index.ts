export { type ApplierModules, applyChanges } from './appliers.ts';
export type { ConfigSource } from './interface.ts';
export { LiveConfig } from './live-config.ts';
