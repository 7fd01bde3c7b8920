import type { Database } from '../../foundation/db/index.ts';
import { energyMillijoules } from './day-sums.ts';
import type { LedgerBucket, LedgerFilter, LedgerState, LedgerSum } from './interface.ts';

const nothing: LedgerSum = {
  accruedWei: 0n,
  answers: 0,
  inboundTokens: 0,
  outboundTokens: 0,
  voids: 0,
  energyJoules: 0,
};

interface DaySumRow {
  readonly day: string;
  readonly model: string;
  readonly first_ms: bigint;
  readonly last_ms: bigint;
  readonly answers: bigint;
  readonly inbound_tokens: bigint;
  readonly outbound_tokens: bigint;
  readonly accrued_wei: string;
  readonly voids: bigint;
  readonly energy_millijoules: bigint;
}

interface AmountRow {
  readonly state: string;
  readonly inbound_tokens: bigint | null;
  readonly outbound_tokens: bigint | null;
  readonly charge_wei: string | null;
  readonly energy_millijoules: bigint;
}

/** Adds two sums. */
export function addSums(a: LedgerSum, b: LedgerSum): LedgerSum {
  return {
    accruedWei: a.accruedWei + b.accruedWei,
    answers: a.answers + b.answers,
    inboundTokens: a.inboundTokens + b.inboundTokens,
    outboundTokens: a.outboundTokens + b.outboundTokens,
    voids: a.voids + b.voids,
    energyJoules: Math.round((a.energyJoules + b.energyJoules) * 1000) / 1000,
  };
}

/** The sum of many. */
export function sumOf(sums: Iterable<LedgerSum>): LedgerSum {
  let total = nothing;
  for (const sum of sums) total = addSums(total, sum);
  return total;
}

/**
 * Prepares the reading of buckets. A day that lies wholly within the filter is read from its kept sums; only days that
 * the filter cuts are summed up from their entries.
 */
export function prepareBuckets(database: Database): (filter: LedgerFilter) => readonly LedgerBucket[] {
  const daySums = database.prepare<[{ fromMs: number; toMs: number; model: string | null }], DaySumRow>(`
    SELECT * FROM day_sums WHERE last_ms >= @fromMs AND first_ms < @toMs AND (@model IS NULL OR model = @model) ORDER BY day, model`);
  const entries = database.prepare<[string, number, number, string], AmountRow>(`
    SELECT state, inbound_tokens, outbound_tokens, charge_wei, ${energyMillijoules} FROM entries
    WHERE model = ? AND admitted_at_ms >= ? AND admitted_at_ms < ? AND day = ?`);
  const open = database.prepare<[string, number, number, string, string], unknown>(`
    SELECT 1 FROM entries
    WHERE state = ? AND state <> 'accrued' AND admitted_at_ms >= ? AND admitted_at_ms < ? AND day = ? AND model = ?
    LIMIT 1`);

  function hasState(state: LedgerState, day: string, model: string, sum: LedgerSum, filter: LedgerFilter): boolean {
    if (state === 'accrued') return sum.answers > 0;
    if (state === 'void') return sum.voids > 0;
    return open.get(state, filter.fromMs, filter.toMs, day, model) !== undefined;
  }

  function sumOfDay(row: DaySumRow, { fromMs, toMs }: LedgerFilter): LedgerSum | null {
    if (row.first_ms >= fromMs && row.last_ms < toMs) return wholeDay(row);
    const [firstMs, endMs] = [Math.max(fromMs, Number(row.first_ms)), Math.min(toMs, Number(row.last_ms) + 1)];
    const rows = entries.all(row.model, firstMs, endMs, row.day);
    return rows.length === 0 ? null : sumOf(rows.map(amountsOf));
  }

  return (filter) => {
    const buckets: LedgerBucket[] = [];
    for (const row of daySums.all({ fromMs: filter.fromMs, toMs: filter.toMs, model: filter.model ?? null })) {
      const sum = sumOfDay(row, filter);
      if (sum === null) continue;
      const { day, model } = row;
      if (filter.state === undefined) buckets.push({ day, model, ...sum });
      else if (hasState(filter.state, day, model, sum, filter))
        buckets.push({ day, model, ...onlyOf(filter.state, sum) });
    }
    return buckets;
  };
}

function wholeDay(row: DaySumRow): LedgerSum {
  return {
    accruedWei: BigInt(row.accrued_wei),
    answers: Number(row.answers),
    inboundTokens: Number(row.inbound_tokens),
    outboundTokens: Number(row.outbound_tokens),
    voids: Number(row.voids),
    energyJoules: Number(row.energy_millijoules) / 1000,
  };
}

function amountsOf(row: AmountRow): LedgerSum {
  if (row.state === 'void') return { ...nothing, voids: 1 };
  if (row.state !== 'accrued') return nothing;
  return {
    accruedWei: BigInt(row.charge_wei ?? '0'),
    answers: 1,
    inboundTokens: Number(row.inbound_tokens),
    outboundTokens: Number(row.outbound_tokens),
    voids: 0,
    energyJoules: Number(row.energy_millijoules) / 1000,
  };
}

/** What entries of one state add: only accrued ones have amounts, only void ones are counted as such. */
function onlyOf(state: LedgerState, sum: LedgerSum): LedgerSum {
  if (state === 'accrued') return { ...sum, voids: 0 };
  return state === 'void' ? { ...nothing, voids: sum.voids } : nothing;
}
