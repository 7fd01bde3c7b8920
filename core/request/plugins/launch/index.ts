export type { ChannelListener, LaunchSpec, PluginChannel, PluginLauncher } from './interface.ts';
export { NodePluginLauncher } from './node-launcher.ts';
