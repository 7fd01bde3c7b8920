import type { Admission } from './admission.ts';
import type { Recent } from './recent.ts';

/** What became of requests since the start. */
export interface RequestTotals {
  /** Requests that have ended, however. */
  readonly totalRequests: number;
  /** Those of them that were answered, signed and handed over in full. */
  readonly servedRequests: number;
  /** The others: refused, given up, or left by their client. */
  readonly failedRequests: number;
  /** How many ended how, by error code; `accrued` are those served. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Wei accrued for those served. */
  readonly accruedWei: bigint;
}

/** Adds up the counts. */
export function requestTotals(
  admission: Pick<Admission, 'outcomes'>,
  recent: Pick<Recent, 'accruedWei'>,
): RequestTotals {
  const { outcomes } = admission.outcomes.view();
  const totalRequests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const servedRequests = outcomes.accrued ?? 0;
  const failedRequests = totalRequests - servedRequests;
  return { totalRequests, servedRequests, failedRequests, outcomes, accruedWei: recent.accruedWei };
}
