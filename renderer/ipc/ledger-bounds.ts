import type { CallInput } from '../../core/control/contract.ts';
import { boundsOfDay, startOfDay } from '../format/time.ts';
import type { Period, RowFilter } from '../store/slices/earnings.ts';

type Filter = CallInput<'earnings.get'>;

/** Bounds of a period: whole local days up to and including today. */
export function periodBounds(period: Period, nowMs: number): { fromMs: number; toMs: number } {
  const daysBack: Readonly<Record<Period, number | null>> = { today: 0, '7-days': 6, '30-days': 29, all: null };
  const days = daysBack[period];
  return { fromMs: days === null ? 0 : startOfDay(nowMs, days), toMs: startOfDay(nowMs, -1) };
}

/** Conditions of the list; the sums of the same period use the same bounds. */
export function rowsFilter(period: Period, filter: RowFilter, nowMs: number): Filter {
  return {
    ...(filter.day === null ? periodBounds(period, nowMs) : boundsOfDay(filter.day)),
    ...(filter.model === null ? {} : { model: filter.model }),
    ...(filter.state === null ? {} : { state: filter.state }),
  };
}

/** Starts of the local hours of today so far. */
export function hoursOfToday(nowMs: number): readonly number[] {
  const starts: number[] = [];
  const midnight = startOfDay(nowMs);
  for (let startMs = midnight; startMs <= nowMs; startMs = nextHour(startMs)) starts.push(startMs);
  return starts;
}

/** The end of an hour, exclusive. */
export const nextHour = (startMs: number): number => startMs + 3_600_000;
