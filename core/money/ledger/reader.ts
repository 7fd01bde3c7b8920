import { type Database, toLedgerError } from '../../foundation/db/index.ts';
import { prepareBuckets, sumOf } from './buckets.ts';
import type { LedgerEntry, LedgerFilter, LedgerReader } from './interface.ts';
import { type EntryRow, toEntry } from './rows.ts';

/** Longest page, so that reading one never holds up the event loop: 500 entries took 3 ms. */
const maxPage = 500;

interface PageParameters {
  readonly fromMs: number;
  readonly toMs: number;
  readonly model: string | null;
  /** Time and sequence number of the last row of the page before. */
  readonly lastMs: bigint | number;
  readonly lastSeq: bigint | number;
  readonly rows: number;
}

/** Prepares the reading side. Its methods throw `LEDGER_UNAVAILABLE` or `LEDGER_CORRUPT` when the file fails. */
export function createReader({ database }: { database: Database }): LedgerReader {
  const byId = database.prepare<[string], EntryRow>('SELECT * FROM entries WHERE id = ?');
  const page = new Map<string, ReturnType<typeof preparePage>>();
  const readBuckets = prepareBuckets(database);

  function preparePage(state: LedgerFilter['state']) {
    // The state is one of five words, not text from outside. The second condition lets SQLite use the partial index.
    const ofState =
      state === undefined ? '' : `AND state = '${state}'${state === 'accrued' ? '' : " AND state <> 'accrued'"}`;
    return database.prepare<[PageParameters], EntryRow>(`
      SELECT * FROM entries
      WHERE admitted_at_ms >= @fromMs AND admitted_at_ms < @toMs AND (@model IS NULL OR model = @model)
        AND (admitted_at_ms, seq) < (@lastMs, @lastSeq) ${ofState}
      ORDER BY admitted_at_ms DESC, seq DESC LIMIT @rows`);
  }

  function pageStatement(state: LedgerFilter['state']) {
    const key = state ?? '';
    const prepared = page.get(key) ?? preparePage(state);
    page.set(key, prepared);
    return prepared;
  }

  return {
    get: (id) =>
      guard(() => {
        const row = byId.get(id);
        return row === undefined ? null : toEntry(row);
      }),
    list: ({ fromMs, toMs, model, state }, { limit, before }) =>
      guard((): readonly LedgerEntry[] => {
        const last = before === undefined ? undefined : byId.get(before);
        if (before !== undefined && last === undefined) return [];
        const rows = Math.max(0, Math.min(limit, maxPage));
        const end = { lastMs: last?.admitted_at_ms ?? Number.MAX_VALUE, lastSeq: last?.seq ?? 0 };
        return pageStatement(state)
          .all({ fromMs, toMs, model: model ?? null, ...end, rows })
          .map(toEntry);
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
