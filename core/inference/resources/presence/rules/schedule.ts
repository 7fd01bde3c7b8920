const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof days)[number];
export const weekdays: readonly Weekday[] = days;

/** A time of the week in which the owner wants to serve, by the clock on the wall. */
export interface ServingHours {
  /** Days on which it begins. */
  readonly days: readonly Weekday[];
  /** Minute of the day, 0 to 1439. */
  readonly fromMinute: number;
  /** Minute of the day at which it ends, the next day where it is not after the begin. */
  readonly toMinute: number;
}

/** A moment as a clock on the wall shows it. */
export interface WallTime {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minute of the day, 0 to 1439. */
  readonly minute: number;
}

/**
 * What the clock on the wall shows. Daylight saving is what it makes of the clock: an hour that is left out is in no
 * one's hours, and one that comes twice counts both times.
 *
 * @param timeZone - @defaultValue that of the computer
 */
export function wallTime(nowMs: number, timeZone?: string): WallTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === undefined ? {} : { timeZone }),
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const weekday = days.indexOf((parts.get('weekday') ?? '').toLowerCase() as Weekday);
  return { weekday, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

/** Whether a moment is within one of the hours; without any, it always is. Pure. */
export function isWithinHours(hours: readonly ServingHours[], { weekday, minute }: WallTime): boolean {
  if (hours.length === 0) return true;
  const today = days[weekday] as Weekday;
  const yesterday = days[(weekday + 6) % 7] as Weekday;
  return hours.some(({ days: begins, fromMinute, toMinute }) => {
    if (toMinute > fromMinute) return begins.includes(today) && minute >= fromMinute && minute < toMinute;
    return (begins.includes(today) && minute >= fromMinute) || (begins.includes(yesterday) && minute < toMinute);
  });
}

/** When the next hours begin, for people: `20:00`, or `Mon 20:00` where that is not today. Null without hours. Pure. */
export function nextHours(hours: readonly ServingHours[], { weekday, minute }: WallTime): string | null {
  const starts = hours.flatMap(({ days: begins, fromMinute }) =>
    begins.map((day) => {
      const inDays = (days.indexOf(day) - weekday + 7) % 7;
      const waitMinutes = inDays * 1440 + fromMinute - minute;
      return { day, fromMinute, waitMinutes: waitMinutes > 0 ? waitMinutes : waitMinutes + 7 * 1440 };
    }),
  );
  const next = starts.sort((one, other) => one.waitMinutes - other.waitMinutes)[0];
  if (next === undefined) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(Math.floor(next.fromMinute / 60))}:${two(next.fromMinute % 60)}`;
  const isToday = days[weekday] === next.day && next.waitMinutes < 1440;
  return isToday ? time : `${next.day[0]?.toUpperCase()}${next.day.slice(1)} ${time}`;
}
