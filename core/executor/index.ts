export { pullCalls } from './calls/pull-calls.ts';
export { type Demo, type DemoOptions, type DemoResult, startDemo } from './demo/demo.ts';
export { type EmbeddedExecutor, type EmbedOptions, embedExecutor } from './embed.ts';
export { ExecutorNode } from './executor-node.ts';
export type { ExecutorAbout, ExecutorInit, StopMode } from './interface.ts';
export { type LaunchedExecutor, type LaunchOptions, launchExecutor } from './launch.ts';
export { type OfflineOptions, startOffline } from './offline.ts';
export type { ConfigSource } from './reload/index.ts';
export type { RequestTotals } from './totals.ts';
