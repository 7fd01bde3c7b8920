/** How loudly an error is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * What a peer learns when its request ends with this error.
 *
 * `close`: the stream is closed without an answer, which makes the network's client ask another executor at once.
 * `{answer}`: a signed error response of this fixed text, which ends the client's attempt.
 * `none`: the error never happens on a peer's request.
 */
export type PeerOutcome = 'close' | 'none' | { readonly answer: string };

/** Everything the house knows about one error code; the row is the only place to say it. */
export interface ErrorRow {
  /** One plain sentence: what is so. Shown to people, never sent to a peer. */
  readonly message: string;
  /** What to do about it, in one sentence; shown below the message. */
  readonly hint: string;
  readonly level: LogLevel;
  readonly peer: PeerOutcome;
  /** Exit status of the command line when a command ends with this error, 1 to 125. */
  readonly exitStatus: number;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
}
