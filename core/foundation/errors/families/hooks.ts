import type { ErrorRow } from '../row.ts';

const failure = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow => ({
  message,
  hint,
  level: 'error',
  // What the owner's own code refuses, another executor may serve.
  peer: 'close',
  exitStatus: 69,
  retryable: false,
  ...options,
});

const own = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow =>
  failure(message, hint, { peer: 'none', ...options });

/** The owner's own code on the path of a request: filters, handler, transformer, plugins. */
export const hookErrors = {
  HOOK_REJECTED: failure(
    'A filter or the handler of this executor refused the request.',
    'The reason is the one that its code gives.',
    { level: 'info' },
  ),
  HOOK_FAILED: failure(
    'A filter, the handler or the transformer of this executor failed.',
    'Correct its code: every request that it fails on is refused.',
  ),
  HOOK_TIMEOUT: failure(
    'A filter, the handler or the transformer of this executor took too long.',
    'Make it faster, or give it a longer time limit.',
    { retryable: true },
  ),
  PLUGIN_REJECTED: failure('A plugin refused the request.', 'The reason is the one that the plugin gives.', {
    level: 'info',
  }),
  PLUGIN_FAILED: failure(
    'A plugin failed on the request.',
    'Correct the plugin, or let requests pass without it: on_failure = "open" in [[plugins]].',
  ),
  PLUGIN_TIMEOUT: failure(
    'A plugin took too long over the request.',
    'Make it faster, raise timeout_ms in [[plugins]], or let requests pass without it: on_failure = "open".',
    { retryable: true },
  ),
  PLUGIN_UNAVAILABLE: failure(
    'A plugin that requests may not go on without is away.',
    'See "lloom-executor plugins list"; on_failure = "open" in [[plugins]] lets requests go on without it.',
    { retryable: true },
  ),
  PLUGIN_AWAY: own(
    'A plugin does not run.',
    'Its code in the details says why; "lloom-executor plugins list" shows whether it is started again.',
    { level: 'warn', retryable: true },
  ),
  PLUGIN_CRASHED: own('The process of a plugin ended.', 'Correct the plugin; it is started again by itself.', {
    retryable: true,
  }),
  PLUGIN_HUNG: own('A plugin gave no sign of life.', 'Correct the plugin; it was ended and is started again.', {
    retryable: true,
  }),
  PLUGIN_MEMORY: own(
    'A plugin took more memory than memory_mb allows.',
    'Correct the plugin, or raise memory_mb in [[plugins]]; it was ended and is started again.',
    { retryable: true },
  ),
  PLUGIN_MISBEHAVED: own(
    'A plugin sent what nobody asked for.',
    'Do not trust it; it was ended and is started again.',
    { retryable: true },
  ),
  PLUGIN_LOAD_FAILED: own('The module of a plugin could not be loaded.', 'Correct the module; it is tried again.'),
  PLUGIN_NATIVE: own(
    'A native library of the executor written in Rust cannot be loaded as a plugin here.',
    'Write the plugin as an ES module that exports onRequest or another hook, and name its .mjs file as path.',
    { exitStatus: 78 },
  ),
  PLUGIN_MISSING: own('The file of a plugin is not there.', 'Check path in [[plugins]].', { exitStatus: 78 }),
  PLUGIN_UNTRUSTED: own(
    'A plugin is not loaded, because its files or the configuration cannot be trusted.',
    'Give it a folder of its own that nobody else may write: chmod -R go-w, no links that lead out of it. Then start the executor again.',
    { exitStatus: 78 },
  ),
  PLUGIN_RUNNER_MISSING: own('The program that plugins run in is missing.', 'Install the executor again.', {
    exitStatus: 70,
  }),
} as const satisfies Record<string, ErrorRow>;
