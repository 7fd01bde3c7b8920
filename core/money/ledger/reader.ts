import { type Database, toLedgerError } from '../../foundation/db/index.ts';
import { prepareBuckets, sumOf } from './buckets.ts';
import type { LedgerReader } from './interface.ts';
import { preparePages } from './pages.ts';
import { type EntryRow, toEntry } from './rows.ts';

/** Prepares the reading side. Its methods throw `LEDGER_UNAVAILABLE` or `LEDGER_CORRUPT` when the file fails. */
export function createReader({ database }: { database: Database }): LedgerReader {
  const byId = database.prepare<[string], EntryRow>('SELECT * FROM entries WHERE id = ?');
  const readPage = preparePages(database);
  const readBuckets = prepareBuckets(database);
  return {
    get: (id) =>
      guard(() => {
        const row = byId.get(id);
        return row === undefined ? null : toEntry(row);
      }),
    list: (filter, { limit, before }) =>
      guard(() => {
        const last = before === undefined ? undefined : byId.get(before);
        if (before !== undefined && last === undefined) return [];
        return readPage(filter, limit, last).map(toEntry);
      }),
    sum: (filter) => guard(() => sumOf(readBuckets(filter))),
    buckets: (filter) => guard(() => readBuckets(filter)),
  };
}

function guard<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw toLedgerError(error);
  }
}
