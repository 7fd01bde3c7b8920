export type { PluginSettings } from './config.ts';
export { NodePluginLauncher, type PluginLauncher } from './launch/index.ts';
export { PluginHost } from './plugin-host.ts';
