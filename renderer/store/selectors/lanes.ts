import type { LedgerRow } from '../../../core/control/schemas/money.ts';

/** A lane of the queue. */
export type Lane = LedgerRow['lane'];

/** What the lanes are called, in the order in which they are served. */
export const laneWords: Readonly<Record<Lane, string>> = { high: 'High', normal: 'Normal', low: 'Low' };
