import type { ErrorRow } from '../row.ts';

const misuse = (message: string, hint: string): ErrorRow => ({
  message,
  hint,
  level: 'error',
  peer: 'none',
  exitStatus: 78,
  retryable: false,
});

/** What a program that embeds the executor can do wrong. */
export const libraryErrors = {
  FEATURE_NOT_AVAILABLE: misuse(
    'This version does not have that feature yet.',
    'Leave out what the details name; nothing was changed.',
  ),
  EXECUTOR_RUNNING: misuse(
    'This cannot be changed while the executor runs.',
    'Set it before the start, or stop the executor first.',
  ),
  IDENTITY_ONE_KEY: misuse(
    'An executor has one private key: peer id, address and signatures all come from it.',
    'Leave the second key out, or name the same file for both.',
  ),
  RUNTIME_UNSUPPORTED: misuse('This version of Node is too old.', 'Install Node 24 or newer.'),
} as const satisfies Record<string, ErrorRow>;
