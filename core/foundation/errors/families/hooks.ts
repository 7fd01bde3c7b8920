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
} as const satisfies Record<string, ErrorRow>;
