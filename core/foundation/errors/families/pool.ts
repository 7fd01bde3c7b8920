import type { ErrorRow } from '../row.ts';

/** What several model programs together can come to. */
export const poolErrors = {
  BACKEND_CIRCUIT_OPEN: {
    message: 'The model program failed several times in a row and is left alone for a while.',
    hint: 'Its own log says why it fails; it is tried again by itself, at the latest after a minute.',
    level: 'warn',
    peer: 'close',
    exitStatus: 69,
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;
