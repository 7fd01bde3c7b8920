export { type Demo, type DemoOptions, type DemoResult, startDemo } from './demo/demo.ts';
export { ExecutorNode } from './executor-node.ts';
export type { ExecutorAbout, ExecutorInit, StopMode } from './interface.ts';
export { type LaunchedExecutor, type LaunchOptions, launchExecutor } from './launch.ts';
export type { ConfigSource } from './reload/index.ts';
