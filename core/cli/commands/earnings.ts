import type { EarningsBucket, LedgerRow } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import { localDay, wholeNumber } from '../options.ts';
import {
  ethDecimals,
  formatAmount,
  formatCount,
  formatDuration,
  formatEnergy,
  formatTime,
  plural,
  unknown,
} from '../output/format.ts';
import { formatTable } from '../output/table.ts';

interface Options {
  readonly from?: number;
  readonly to?: number;
  readonly days: number;
  readonly model?: string;
  readonly rows?: number;
}

/** What the headline may not leave out. */
const nobodyPays = 'Accrued is what signed answers add up to. The network records usage; it does not pay yet.';

/** `earnings`: what was accrued, from the ledger. */
export const earnings = defineCommand<Options>({
  name: 'earnings',
  about: 'Show what was accrued, by day and model.',
  more: nobodyPays,
  examples: ['earnings', 'earnings --days 7 --model qwen2.5-7b-instruct', 'earnings --from 2026-11-01 --rows 20'],
  configure: (command) =>
    void command
      .option('--days <count>', 'the last so many days, today included', wholeNumber(1, 3660), 30)
      .option('--from <day>', 'from this day on, as 2026-11-30', localDay)
      .option('--to <day>', 'up to this day, included', localDay)
      .option('--model <name>', 'this model only')
      .option('--rows <count>', 'list so many single requests too, newest first', wholeNumber(1, 500)),
  async run(context, options) {
    const filter = {
      ...period(options, context.clock.nowMs()),
      ...(options.model === undefined ? {} : { model: options.model }),
    };
    const sums = await context.call('earnings.get', filter);
    const rows =
      options.rows === undefined ? null : await context.call('earnings.rows', { filter, limit: options.rows });
    const { total } = sums;
    const head = `${formatAmount(BigInt(total.accruedWei), ethDecimals.sum)} accrued with ${plural(total.answers, 'answer')}; ${formatCount(total.voids)} void${energyOf(total.energyJoules)}`;
    const parts = [head, bucketTable(sums.buckets), ...(rows === null ? [] : [rowTable(rows)]), nobodyPays];
    return { value: { ...filter, ...sums, ...(rows === null ? {} : { rows }) }, text: parts.join('\n\n') };
  },
});

/** Whole local days as milliseconds; the end is exclusive. */
function period({ from, to, days }: Options, nowMs: number): { fromMs: number; toMs: number } {
  const last = new Date(to ?? nowMs);
  const toMs = new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1).getTime();
  const firstOf = new Date(last.getFullYear(), last.getMonth(), last.getDate() - days + 1).getTime();
  return { fromMs: Math.max(0, from ?? firstOf), toMs };
}

function bucketTable(buckets: readonly EarningsBucket[]): string {
  return formatTable(
    buckets,
    [
      { title: 'Day', cell: (bucket) => bucket.day },
      { title: 'Model', cell: (bucket) => bucket.model },
      { title: 'Answers', align: 'right', cell: (bucket) => formatCount(bucket.answers) },
      { title: 'Tokens in', align: 'right', cell: (bucket) => formatCount(bucket.inboundTokens) },
      { title: 'Tokens out', align: 'right', cell: (bucket) => formatCount(bucket.outboundTokens) },
      { title: 'Accrued', align: 'right', cell: (bucket) => formatAmount(BigInt(bucket.accruedWei), ethDecimals.sum) },
    ],
    'The ledger has no requests in this time.',
  );
}

function rowTable(rows: readonly LedgerRow[]): string {
  const accrued = (row: LedgerRow): string =>
    row.state === 'accrued' && row.chargeWei !== null ? formatAmount(BigInt(row.chargeWei), ethDecimals.row) : unknown;
  return formatTable(
    rows,
    [
      { title: 'Time', cell: (row) => formatTime(row.admittedAtMs) },
      { title: 'Request', cell: (row) => row.id },
      { title: 'State', cell: (row) => (row.voidReason === null ? row.state : `${row.state} (${row.voidReason})`) },
      { title: 'Model', cell: (row) => row.model },
      { title: 'Lane', cell: (row) => row.lane },
      { title: 'Answer from', cell: (row) => row.source ?? unknown },
      { title: 'Tokens in', align: 'right', cell: (row) => count(row.inboundTokens) },
      { title: 'Tokens out', align: 'right', cell: (row) => count(row.outboundTokens) },
      {
        title: 'Took',
        align: 'right',
        cell: (row) => (row.durationMs === null ? unknown : formatDuration(row.durationMs)),
      },
      {
        title: 'Energy',
        align: 'right',
        cell: (row) => (row.energyJoules === null ? unknown : formatEnergy(row.energyJoules)),
      },
      { title: 'Accrued', align: 'right', cell: accrued },
    ],
    'There is no single request in this time.',
  );
}

/** Nothing where no energy was measured. */
function energyOf(joules: number): string {
  return joules === 0 ? '' : `; ${formatEnergy(joules)} used`;
}

function count(value: number | null): string {
  return value === null ? unknown : formatCount(value);
}
