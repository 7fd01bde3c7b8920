import type { Earnings, LedgerRow } from '../../../core/control/schemas/money.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** Periods that can be chosen. */
export const periods = ['today', '7-days', '30-days', 'all'] as const;
export type Period = (typeof periods)[number];

/** Which requests the list shows; the bounds come from the period or from the day. */
export interface RowFilter {
  readonly day: string | null;
  readonly model: string | null;
  readonly state: LedgerRow['state'] | null;
}

export const everyRow: RowFilter = { day: null, model: null, state: null };

/** Answers of one local hour by model. */
export interface HourSum {
  readonly startMs: number;
  readonly answers: Readonly<Record<string, number>>;
}

/** What the ledger says. */
export interface EarningsSlice {
  readonly period: Period;
  readonly rowFilter: RowFilter;
  /** Sums of the period. */
  readonly summary: Loadable<Earnings>;
  /** Requests of the filter, newest first. */
  readonly rows: Loadable<readonly LedgerRow[]>;
  /** True when the oldest request of the filter is loaded. */
  readonly rowsComplete: boolean;
  /** The hours of today so far. */
  readonly hours: Loadable<readonly HourSum[]>;
  /** Answers since the first start; tells a first run from a quiet day. Null until known. */
  readonly everAnswered: number | null;
}

export const initialEarnings: EarningsSlice = {
  period: '7-days',
  rowFilter: everyRow,
  summary: unknown,
  rows: unknown,
  rowsComplete: false,
  hours: unknown,
  everAnswered: null,
};
