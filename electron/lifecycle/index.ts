export { watchEndSignals, watchSessionEnd } from './end-signals.ts';
export { chooseUserFolder, createShellEnvironment, type ShellEnvironment } from './environment.ts';
export { handOver, needsHandover, receiveEnvironment } from './key-handover.ts';
export { QuitSequence } from './quit-sequence.ts';
