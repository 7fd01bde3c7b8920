export { ExecutorHost } from './executor-host.ts';
export type { HostView, Launch, LaunchedExecutor } from './interface.ts';
export { createLaunches } from './launch.ts';
export { StatusWatch } from './status-watch.ts';
