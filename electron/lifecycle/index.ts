export { watchEndSignals, watchSessionEnd } from './end-signals.ts';
export { chooseUserFolder, createShellEnvironment, type ShellEnvironment } from './environment.ts';
export { QuitSequence } from './quit-sequence.ts';
