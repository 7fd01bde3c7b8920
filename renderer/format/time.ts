import { locale } from './locale.ts';

const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockSeconds = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' });
const fullDate = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', hourCycle: 'h23' });

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A duration in at most two units: `38 ms`, `2.1 s`, `41 s`, `1 min 12 s`, `1 h 12 min`, `2 d 3 h`. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < secondMs) return `${Math.round(value)} ms`;
  if (value < 9.95 * secondMs) return `${oneDecimal.format(value / secondMs)} s`;
  const seconds = Math.round(value / secondMs);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(value / minuteMs);
  if (minutes < 24 * 60) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(value / hourMs);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const twoUnits = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

/** A wait that is only expected, in whole seconds: `≈ 9 s`. */
export const formatForecast = (ms: number): string =>
  `≈ ${formatDuration(Math.max(secondMs, Math.round(ms / secondMs) * secondMs)).replace('.0', '')}`;

/** A running time for live rows: whole seconds from 1 s on, so that it does not flicker. */
export const formatElapsed = (ms: number): string =>
  ms < secondMs ? '< 1 s' : formatDuration(Math.floor(ms / secondMs) * secondMs).replace('.0', '');

/** Time of day, 24 h: `19:41`. */
export const formatClock = (atMs: number): string => clock.format(atMs);

/** Time of day with seconds, for tables: `19:41:52`; with the date in front when it is not of today. */
export function formatMoment(atMs: number, nowMs: number): string {
  const time = clockSeconds.format(atMs);
  return isSameDay(atMs, nowMs) ? time : `${shortDate.format(atMs)}, ${time}`;
}

/** Date and time in full, for details and tooltips. */
export const formatFullMoment = (atMs: number): string => fullDate.format(atMs);

/** How long ago: `just now`, `12 s ago`, `4 min ago`, `3 h ago`; over one day the date. */
export function formatAge(atMs: number, nowMs: number): string {
  const age = Math.max(0, nowMs - atMs);
  if (age >= dayMs) return shortDate.format(atMs);
  if (age < secondMs) return 'just now';
  if (age < minuteMs) return `${Math.floor(age / secondMs)} s ago`;
  if (age < hourMs) return `${Math.floor(age / minuteMs)} min ago`;
  return `${Math.floor(age / hourMs)} h ago`;
}

/** A calendar day of the ledger (`YYYY-MM-DD`, local) as milliseconds of its noon, which no clock change moves. */
const noonOf = (day: string): Date => {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12);
};

/** A ledger day for axes and tables: `Fri 6`. */
export const formatDay = (day: string): string => `${weekday.format(noonOf(day))} ${noonOf(day).getDate()}`;

/** A ledger day in words: `Friday, November 6` (order by locale). */
export const formatLongDay = (day: string): string => longDay.format(noonOf(day));

/** A ledger day with its month, for long periods: `Nov 6`. */
export const formatShortDay = (day: string): string => shortDate.format(noonOf(day));

/** A month of the ledger (`YYYY-MM`): `Nov 2026`. */
export const formatMonth = (key: string): string => month.format(noonOf(`${key}-15`));

/** The local calendar day of a moment as the ledger writes it. */
export function dayOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local midnight of the day that lies `days` before the day of `atMs`. */
export function startOfDay(atMs: number, days = 0): number {
  const date = new Date(atMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
}

/** First and last millisecond bounds of a ledger day: `from` inclusive, `to` exclusive. */
export function boundsOfDay(day: string): { fromMs: number; toMs: number } {
  const noon = noonOf(day).getTime();
  return { fromMs: startOfDay(noon), toMs: startOfDay(noon, -1) };
}

const isSameDay = (left: number, right: number): boolean => dayOf(left) === dayOf(right);
