export { defaultConfigText } from './default-text.ts';
export { type Environment, type TakenEnvironment, takeEnvironment } from './environment.ts';
export type { ConfigFlags } from './layers.ts';
export { type ConfigSources, checkConfigText, type LoadedConfig, loadConfig } from './load.ts';
export { type DataPaths, dataPaths, expandHome } from './paths.ts';
export { type ConfigProblem, formatConfigProblem } from './problems.ts';
export { type ConfigValues, createConfigFile, saveConfigValues } from './save.ts';
export type { ExecutorConfig } from './sections.ts';
