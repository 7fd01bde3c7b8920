import type { ErrorRow, PeerOutcome } from '../row.ts';

const refusal = (message: string, hint: string, peer: PeerOutcome): ErrorRow => ({
  message,
  hint,
  level: 'debug',
  peer,
  exitStatus: 69,
  retryable: false,
});

/** Requests that the owner's own rules keep out: how many, and about what. */
export const admissionErrors = {
  RATE_LIMITED: {
    ...refusal(
      'A client asked more often, or for more, than a rule of [rate_limiting] allows.',
      'It may ask again later; "lloom-executor admission" shows which rule it was.',
      'close',
    ),
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;
