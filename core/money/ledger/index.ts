export type {
  Admission,
  Ledger,
  LedgerBucket,
  LedgerEntry,
  LedgerFilter,
  LedgerLane,
  LedgerReader,
  LedgerSource,
  LedgerState,
  LedgerSum,
  LedgerWriter,
  Outcome,
} from './interface.ts';
export { type LedgerOptions, openLedger, restartedReason } from './open.ts';
