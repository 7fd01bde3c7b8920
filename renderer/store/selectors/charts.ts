import type { EarningsBucket } from '../../../core/control/schemas/money.ts';
import type { ChartData, ChartGroup, ChartSeries, ChartValue } from '../../components/charts/BarChart.tsx';
import { formatAmount } from '../../format/amount.ts';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { shortModel } from '../../format/ids.ts';
import { dayOf, formatClock, formatDay, formatLongDay, formatMonth, formatShortDay } from '../../format/time.ts';
import type { HourSum } from '../slices/earnings.ts';

/** Colours that models can have; the sixth is for the rest. */
const modelColours = 5;
const otherId = '(other)';

/** The colour of a model on every screen: its place by first use, 6 for the sixth and later ones. */
export function colourOf(model: string, order: readonly string[]): number {
  const place = order.indexOf(model);
  return place >= 0 && place < modelColours ? place + 1 : modelColours + 1;
}

function seriesOf(models: Iterable<string>, order: readonly string[]): readonly ChartSeries[] {
  const present = new Set(models);
  const own = order
    .filter((model) => present.has(model) && colourOf(model, order) <= modelColours)
    .map((model) => ({ id: model, label: shortModel(model), colour: colourOf(model, order) }));
  const others = [...present].some((model) => colourOf(model, order) > modelColours);
  return others ? [...own, { id: otherId, label: 'other', colour: modelColours + 1 }] : own;
}

const seriesId = (model: string, order: readonly string[]): string =>
  colourOf(model, order) <= modelColours ? model : otherId;

/** Sums values of one group by series. */
function bySeries<Value>(
  entries: Iterable<readonly [string, Value]>,
  add: (a: Value, b: Value) => Value,
  order: readonly string[],
) {
  const sums = new Map<string, Value>();
  for (const [model, value] of entries) {
    const id = seriesId(model, order);
    const before = sums.get(id);
    sums.set(id, before === undefined ? value : add(before, value));
  }
  return sums;
}

const mapValues = <Value>(sums: Map<string, Value>, toValue: (value: Value) => ChartValue) =>
  Object.fromEntries([...sums].map(([id, value]) => [id, toValue(value)]));

/** Height of an amount in a chart, in gwei. Geometry only: every shown text comes from the wei. */
const heightOf = (wei: bigint): number => Number(wei / 1_000_000_000n);

/** Answers of today by hour and model; all 24 hours stand on the axis. */
export function hoursChart(hours: readonly HourSum[], order: readonly string[]): ChartData {
  const byStart = new Map(hours.map((hour) => [new Date(hour.startMs).getHours(), hour]));
  const groups = Array.from({ length: 24 }, (_, hour): ChartGroup => {
    const sum = byStart.get(hour);
    const two = String(hour).padStart(2, '0');
    const counts = bySeries(Object.entries(sum?.answers ?? {}), (a, b) => a + b, order);
    const total = [...counts.values()].reduce((a, b) => a + b, 0);
    return {
      id: two,
      label: `${two}:00`,
      longLabel: `${two}:00 to ${String((hour + 1) % 24).padStart(2, '0')}:00`,
      values: mapValues(counts, (size) => ({ size, text: formatCount(size) })),
      total: formatCount(total),
    };
  });
  return {
    series: seriesOf(
      hours.flatMap((hour) => Object.keys(hour.answers)),
      order,
    ),
    groups,
  };
}

/** The shape of {@link hoursChart} in words. */
export function describeHours(hours: readonly HourSum[]): string {
  const totals = hours.map((hour) => ({
    startMs: hour.startMs,
    answers: Object.values(hour.answers).reduce((a, b) => a + b, 0),
  }));
  const all = totals.reduce((sum, hour) => sum + hour.answers, 0);
  const busiest = totals.reduce((best, hour) => (hour.answers > best.answers ? hour : best), {
    startMs: 0,
    answers: 0,
  });
  return all === 0
    ? 'No answers so far.'
    : `${formatPlural(all, 'answer')} so far. The busiest hour was ${formatClock(busiest.startMs)} with ${formatCount(busiest.answers)}.`;
}

/** Days between two local days, both included; the list ends today even when it begins later. */
function daysBetween(fromMs: number, toMs: number): readonly string[] {
  const days: string[] = [];
  const date = new Date(fromMs);
  for (let noon = new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12); noon.getTime() < toMs; ) {
    days.push(dayOf(noon.getTime()));
    noon = new Date(noon.getFullYear(), noon.getMonth(), noon.getDate() + 1, 12);
  }
  return days;
}

/** More days than this are drawn by month. */
const mostDays = 62;

/** Accrued amounts by day and model; by month when the days would not fit. */
export function daysChart(
  buckets: readonly EarningsBucket[],
  bounds: { fromMs: number; toMs: number },
  order: readonly string[],
): ChartData {
  const firstDay = buckets[0]?.day;
  const fromMs = bounds.fromMs > 0 || !firstDay ? bounds.fromMs : new Date(`${firstDay}T12:00`).getTime();
  const days = firstDay || bounds.fromMs > 0 ? daysBetween(fromMs, bounds.toMs) : [];
  const monthly = days.length > mostDays;
  const keyOf = (day: string): string => (monthly ? day.slice(0, 7) : day);
  const grouped = Map.groupBy(buckets, (bucket) => keyOf(bucket.day));
  const groups = [...new Set(days.map(keyOf))].map((key): ChartGroup => {
    const own = grouped.get(key) ?? [];
    const amounts = bySeries(
      own.map((bucket): [string, bigint] => [bucket.model, BigInt(bucket.accruedWei)]),
      (a, b) => a + b,
      order,
    );
    const total = [...amounts.values()].reduce((a, b) => a + b, 0n);
    return {
      id: key,
      label: monthly ? formatMonth(key) : days.length > 10 ? formatShortDay(key) : formatDay(key),
      longLabel: monthly ? formatMonth(key) : formatLongDay(key),
      values: mapValues(amounts, (wei) => ({
        size: heightOf(wei),
        text: formatAmount(wei, 'sum').replace(' ETH', ''),
      })),
      total: formatAmount(total, 'sum').replace(' ETH', ''),
    };
  });
  return {
    series: seriesOf(
      buckets.map((bucket) => bucket.model),
      order,
    ),
    groups,
  };
}

/** The shape of {@link daysChart} in words. */
export function describeDays({ groups }: ChartData): string {
  const sized = groups.map((group) => ({
    group,
    size: Object.values(group.values).reduce((sum, value) => sum + value.size, 0),
  }));
  const highest = sized.reduce<(typeof sized)[number] | null>(
    (best, day) => (day.size > (best?.size ?? 0) ? day : best),
    null,
  );
  const last = groups.at(-1);
  return highest && last
    ? `Highest: ${highest.group.longLabel} with ${highest.group.total} ETH. Latest: ${last.longLabel} with ${last.total} ETH.`
    : 'Nothing accrued in this period.';
}
