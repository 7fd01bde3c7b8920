/**
 * Most bytes of one line of a body, which a model list is as a whole. A server that never ends its line must not fill
 * the memory, nor the time of the parser, which looks through an unfinished line anew with every piece. The lines of a
 * stream have less than 1 KiB.
 */
export const MAX_LINE_BYTES = 2 * 1024 * 1024;
/** Most bytes of one stream, envelopes included: a chunk of one model token has about 250. */
export const MAX_STREAM_BYTES = 512 * 1024 * 1024;
/** Most bytes of a model list or another small JSON answer. */
export const MAX_JSON_BYTES = 2 * 1024 * 1024;
/** Most bytes of an error's body that are read; only its kind is taken from it. */
export const MAX_ERROR_BYTES = 64 * 1024;
/** Most models of one list that are kept. */
export const MAX_LISTED_MODELS = 1000;
/** How long a model list or a probe may take, milliseconds. */
export const PROBE_TIMEOUT_MS = 10_000;
/** How long loading a model may take, milliseconds: large ones come from slow disks. */
export const LOAD_TIMEOUT_MS = 10 * 60_000;
/** Time between two looks at whether a model is loaded, where the program does not say when, milliseconds. */
export const LOAD_POLL_MS = 250;

/** How long one completion may take, and when it counts as dead. */
export interface CallLimits {
  /** From the call to the whole answer, retries included, milliseconds. */
  readonly timeoutMs: number;
  /** From the call to the first model token, milliseconds: loading a model and reading the prompt come before it. */
  readonly firstTokenTimeoutMs: number;
  /** Between two pieces of a running answer, milliseconds. */
  readonly stallTimeoutMs: number;
}

/** The limits that go with a `timeout_secs`. */
export function callLimits(timeoutSecs: number): CallLimits {
  const timeoutMs = timeoutSecs * 1000;
  return { timeoutMs, firstTokenTimeoutMs: Math.min(timeoutMs, 240_000), stallTimeoutMs: 60_000 };
}
