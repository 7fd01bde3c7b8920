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
  CONTENT_TOO_LONG: refusal(
    'The prompt is longer than max_prompt_length in [content_filter].',
    'Raise it, or leave it: the client was told.',
    { answer: 'Prompt is longer than this executor accepts' },
  ),
  CONTENT_BLOCKED_PROMPT: refusal(
    'The prompt fits a pattern of block_patterns in [content_filter].',
    'The client was told; "lloom-executor admission" counts it by pattern.',
    { answer: 'Prompt was refused by the content filter of this executor' },
  ),
  CONTENT_BLOCKED_RESPONSE: refusal(
    'The answer fits a pattern of block_patterns in [content_filter].',
    'It was not sent and nothing is charged; scan_responses turns this off.',
    { answer: 'Answer was refused by the content filter of this executor' },
  ),
  CONTENT_FILTER_BUSY: {
    ...refusal(
      'More large texts wait for the content filter than it can look through.',
      'Lower max_prompt_length, or use fewer or simpler patterns.',
      'close',
    ),
    level: 'warn',
    retryable: true,
  },
  CONTENT_FILTER_FAILED: {
    ...refusal(
      'The content filter could not look through a text, so it was refused.',
      'Use simpler patterns, or lower max_prompt_length; the details say what happened.',
      'close',
    ),
    level: 'warn',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;
