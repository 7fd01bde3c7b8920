/** Turns wall milliseconds into a calendar day, `YYYY-MM-DD`. */
export type Calendar = { readonly timeZone: string; dayOf(atMs: number): string };

/** Formatting a day takes 2 µs, and nearly every entry falls on the same quarter of an hour as the one before. */
const quarterMs = 15 * 60 * 1000;

/**
 * The calendar of a time zone.
 *
 * @param timeZone - IANA name. @defaultValue the one of this computer.
 */
export function createCalendar(timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone): Calendar {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  let known = { quarter: Number.NaN, day: '' };
  return {
    timeZone,
    dayOf(atMs) {
      // Every zone's midnight is a whole quarter of an hour in UTC.
      const quarter = Math.floor(atMs / quarterMs);
      if (quarter !== known.quarter) known = { quarter, day: formatDay(format, quarter * quarterMs) };
      return known.day;
    },
  };
}

function formatDay(format: Intl.DateTimeFormat, atMs: number): string {
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
