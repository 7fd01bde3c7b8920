export { findEngineFile } from './engine-file.ts';
export { engineEnvironment } from './environment.ts';
export type { EngineChannel, EngineLauncher, EngineListener, EngineSpec } from './interface.ts';
export { NodeEngineLauncher } from './node-launcher.ts';
