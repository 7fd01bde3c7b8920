import { silentLogger } from '../../../core/foundation/logger.ts';
import { type Ledger, type LedgerEntry, openLedger } from '../../../core/money/ledger/index.ts';
import { computeCharge } from '../../../core/money/pricing/index.ts';
import { assertThat } from '../assert-that.ts';

const always = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** Opens the books of an executor that does not run, and looks at all of them. */
export async function readLedger(path: string): Promise<readonly LedgerEntry[]> {
  const ledger = await openLedger({ path, logger: silentLogger, timeZone: 'UTC' });
  try {
    checkSums(ledger);
    return allRows(ledger);
  } finally {
    await ledger.close();
  }
}

/** Every entry, newest first. */
export function allRows(ledger: Ledger): readonly LedgerEntry[] {
  const rows: LedgerEntry[] = [];
  for (let page = ledger.list(always, { limit: 500 }); page.length > 0; ) {
    rows.push(...page);
    page = ledger.list(always, { limit: 500, before: rows.at(-1)?.id ?? '' });
  }
  return rows;
}

/** The sums equal the rows, each row is charged what it costs, and no request of a client is in the books twice. */
export function checkSums(ledger: Ledger): void {
  const rows = allRows(ledger);
  const accrued = rows.filter(({ state }) => state === 'accrued');
  let expected = 0n;
  for (const row of accrued) {
    if (row.outcome === null || row.signature === null) throw new Error(`${row.id} is accrued without an outcome`);
    assertThat(row.outcome.chargeWei === computeCharge(row, row.outcome), `${row.id} is charged what it costs`);
    expected += row.outcome.chargeWei;
  }
  const sum = ledger.sum(always);
  assertThat(sum.accruedWei === expected && sum.answers === accrued.length, 'the sum equals its rows');
  assertThat(sum.voids === rows.filter(({ state }) => state === 'void').length, 'the count of voids equals its rows');
  const buckets = ledger.buckets(always).reduce((total, bucket) => total + bucket.accruedWei, 0n);
  assertThat(buckets === expected, 'the days add up to the sum');
  const replayKeys = new Set(rows.map(replayKey));
  assertThat(replayKeys.size === rows.length, 'no signer and payload hash are in the books twice');
}

/** What tells requests apart: their signer and the hash of their payload. */
export function replayKey(request: Pick<LedgerEntry, 'clientAddress' | 'payloadHash'>): string {
  return `${request.clientAddress} ${request.payloadHash}`;
}
