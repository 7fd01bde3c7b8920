export { type Loaded, PluginProcess, type ProcessOwner } from './plugin-process.ts';
