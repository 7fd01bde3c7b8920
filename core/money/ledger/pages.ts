import type { Database } from '../../foundation/db/index.ts';
import type { LedgerFilter } from './interface.ts';
import type { EntryRow } from './rows.ts';

/** Longest page, so that reading one never holds up the event loop: 500 entries took 2 ms. */
const maxRows = 500;

/** Prepares the reading of pages, newest first, `last` being the last row of the page before. */
export function preparePages(
  database: Database,
): (filter: LedgerFilter, limit: number, last: EntryRow | undefined) => readonly EntryRow[] {
  const pages = new Map<string, ReturnType<typeof prepare>>();
  const prepare = (sql: string) => database.prepare<[Record<string, unknown>], EntryRow>(sql);
  return ({ fromMs, toMs, model, state }, limit, last) => {
    const sql = pageSql({ hasModel: model !== undefined, state });
    const page = pages.get(sql) ?? prepare(sql);
    pages.set(sql, page);
    const end = { lastMs: last?.admitted_at_ms ?? Number.MAX_VALUE, lastSeq: last?.seq ?? 0 };
    return page.all({ fromMs, toMs, model, state, ...end, limit: Math.max(0, Math.min(limit, maxRows)) });
  };
}

/** Only the conditions that are asked for, so that SQLite finds the index for them. */
function pageSql({ hasModel, state }: { hasModel: boolean; state: LedgerFilter['state'] }): string {
  const conditions = [
    'admitted_at_ms >= @fromMs',
    'admitted_at_ms < @toMs',
    '(admitted_at_ms, seq) < (@lastMs, @lastSeq)',
    ...(hasModel ? ['model = @model'] : []),
    ...(state === undefined ? [] : ['state = @state']),
    // Says nothing new; it is the condition of the partial index.
    ...(state === undefined || state === 'accrued' ? [] : ["state <> 'accrued'"]),
  ];
  return `SELECT * FROM entries WHERE ${conditions.join(' AND ')} ORDER BY admitted_at_ms DESC, seq DESC LIMIT @limit`;
}
