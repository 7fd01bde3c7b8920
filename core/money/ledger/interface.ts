import type { Wei } from '../../foundation/units/index.ts';

/**
 * Where a request stands in the books.
 *
 * `admitted`: accepted, nothing answered yet. `unsigned`: answered and charged, the signature not made yet.
 * `signed`: signed, not known to have reached the network. `accrued`: signed and handed to the network in full.
 * `void`: counts nothing; `voidReason` says why.
 */
export type LedgerState = 'admitted' | 'unsigned' | 'signed' | 'accrued' | 'void';

/** Where an answer came from: the backend, a cache, or another request's generation that was under way. */
export type LedgerSource = 'backend' | 'cache' | 'shared';

/** The lane of the queue that a request took. */
export type LedgerLane = 'high' | 'normal' | 'low';

/** What is known when a request is accepted. */
export interface Admission {
  /** Our id of the request. */
  readonly id: string;
  /** EVM address of the identity that serves it, lower case. */
  readonly identity: string;
  /** EVM address recovered from the client's signature, lower case. */
  readonly clientAddress: string;
  /** Base58 peer id of the connection. */
  readonly clientPeerId: string;
  readonly model: string;
  /** Name of the backend that will serve it; of the one that did when its answer is complete. */
  readonly backend: string;
  /** keccak256 of the signed payload text, 64 hex digits. With the signer it is the replay key. */
  readonly payloadHash: string;
  /** Deadline in the signed payload, unix seconds. */
  readonly deadlineSec: bigint;
  /** Unit prices fixed now, wei per model token. */
  readonly inboundPriceWei: Wei;
  readonly outboundPriceWei: Wei;
  readonly lane: LedgerLane;
  readonly admittedAtMs: number;
}

/** What is known when the answer is complete. */
export interface Outcome {
  readonly inboundTokens: number;
  readonly outboundTokens: number;
  readonly countedBy: 'backend' | 'local';
  readonly source: LedgerSource;
  readonly chargeWei: Wei;
  /** keccak256 of the response payload text, 64 hex digits. */
  readonly responseHash: string;
  readonly timeToFirstTokenMs: number | null;
  readonly durationMs: number;
  /** What handlers, transformers and plugins noted, a JSON object as text; null when nothing. It is never sent. */
  readonly metadata: string | null;
  /** Electrical energy that the generation used, joules; null where no power is measured or nothing was generated. */
  readonly energyJoules: number | null;
  readonly finishedAtMs: number;
}

/** One request in the books. */
export interface LedgerEntry extends Admission {
  readonly state: LedgerState;
  /** Error code or `EXECUTOR_RESTARTED`; null unless void. */
  readonly voidReason: string | null;
  readonly outcome: Outcome | null;
  /** 65 bytes as 130 hex digits; null before signing. */
  readonly signature: string | null;
}

/** Which entries to read. Times are wall milliseconds, `fromMs` inclusive, `toMs` exclusive, by admission. */
export interface LedgerFilter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly model?: string | undefined;
  readonly state?: LedgerState | undefined;
}

/** Sum of the accrued entries of a filter. */
export interface LedgerSum {
  readonly accruedWei: Wei;
  readonly answers: number;
  readonly inboundTokens: number;
  readonly outboundTokens: number;
  readonly voids: number;
  /** Electrical energy of those answers for which it was measured, joules, exact to a thousandth. */
  readonly energyJoules: number;
}

/** The sum of one local calendar day and model. */
export interface LedgerBucket extends LedgerSum {
  /** `YYYY-MM-DD` in the operator's time zone. */
  readonly day: string;
  readonly model: string;
}

/**
 * The writing side, used by the request path only.
 *
 * What a call wrote survives the end of the process, also by `kill -9`, when its promise resolves. A power cut is
 * survived at that time by `complete` and `accrue`, which wait for the disk; what `admit`, `sign` and `void` wrote
 * survives it from the next such wait on. What a power cut takes back or leaves open counts nothing.
 */
export interface LedgerWriter {
  /**
   * Books an accepted request.
   * @throws `VALIDATION_REPLAYED` when signer and payload hash were booked before, in whatever state.
   */
  admit(admission: Admission): Promise<void>;
  /** `admitted` → `unsigned`. @throws `LEDGER_CONFLICT` from any other state. */
  /** @param backend - Name of the backend that answered; null leaves the one that was booked. */
  complete(id: string, outcome: Outcome, backend: string | null): Promise<void>;
  /** `unsigned` → `signed`. @throws `LEDGER_CONFLICT` from any other state. */
  sign(id: string, signature: Uint8Array): Promise<void>;
  /** `signed` → `accrued`. @throws `LEDGER_CONFLICT` from any other state. */
  accrue(id: string): Promise<void>;
  /** Any state but `accrued` → `void`. Voiding twice keeps the first reason. */
  void(id: string, reason: string): Promise<void>;
}

/** The reading side. Sums and rows of a filter come from the same conditions. */
export interface LedgerReader {
  get(id: string): LedgerEntry | null;
  /** Newest first; `before` is the id of the last row of the page before. At most `limit` (≤ 500) rows. */
  list(filter: LedgerFilter, page: { limit: number; before?: string | undefined }): readonly LedgerEntry[];
  sum(filter: LedgerFilter): LedgerSum;
  /** One bucket a day and model that has entries, days ascending. */
  buckets(filter: LedgerFilter): readonly LedgerBucket[];
}

/** The books: one writer, many readers, one file. */
export interface Ledger extends LedgerWriter, LedgerReader {
  /** Grows with every committed change; starts at 0 when opened. */
  readonly revision: number;
  /**
   * Voids what a run that ended without warning left open, as `EXECUTOR_RESTARTED`. Call it once, before serving.
   * @returns How many entries that were.
   */
  recover(): Promise<number>;
  /** Tells once after each commit, with the new revision, however many entries it changed. Returns what ends it. */
  onChange(listener: (revision: number) => void): () => void;
  /** Commits what is pending and closes the file. Safe to call twice; calls after it fail. */
  close(): Promise<void>;
}
