/** Bounds of the local socket. All are about one misbehaving program of the same user, never about the network. */
export const controlLimits = {
  /** A frame to the executor, bytes with its newline. Prices and ids need far less. */
  maxRequestBytes: 1024 * 1024,
  /** A frame from the executor, bytes with its newline: 500 ledger rows are about 0.5 MiB, ten years of daily sums 2 MiB. */
  maxAnswerBytes: 8 * 1024 * 1024,
  /** Programs connected at once: a few terminals, a status bar and scripts. */
  maxConnections: 16,
  /** Calls of one connection that run at once; more are refused with `CONTROL_BUSY`. */
  maxCallsAtOnce: 32,
  /** A connection without a call under way and without a subscription is closed after this long. */
  idleMs: 60_000,
  /** A frame that began must be complete within this time. */
  frameMs: 10_000,
  /** A reader that takes nothing for this long is dropped. */
  writeMs: 10_000,
} as const;

/** The limits of one server; tests make them smaller. */
export type ControlLimits = { readonly [K in keyof typeof controlLimits]: number };
