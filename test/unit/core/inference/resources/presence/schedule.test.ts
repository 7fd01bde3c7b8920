import { assert, constantFrom, integer, property, record, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isWithinHours,
  nextHours,
  type ServingHours,
  wallTime,
  weekdays,
} from '../../../../../../core/inference/resources/presence/rules/schedule.ts';

const night: ServingHours = { days: ['fri', 'sat'], fromMinute: 22 * 60, toMinute: 6 * 60 };
const at = (day: (typeof weekdays)[number], time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return { weekday: weekdays.indexOf(day), minute: hours * 60 + minutes };
};

describe('hours', () => {
  it.each([
    ['fri', '21:59', false],
    ['fri', '22:00', true],
    ['sat', '05:59', true],
    ['sat', '06:00', false],
    ['sun', '03:00', true],
    ['mon', '03:00', false],
  ] as const)('over midnight: %s %s is %s', (day, time, isWithin) => {
    expect(isWithinHours([night], at(day, time))).toBe(isWithin);
  });

  it('that begin and end at the same minute are a whole day', () => {
    const day: ServingHours = { days: ['tue'], fromMinute: 480, toMinute: 480 };
    expect(isWithinHours([day], at('tue', '08:00'))).toBe(true);
    expect(isWithinHours([day], at('wed', '07:59'))).toBe(true);
    expect(isWithinHours([day], at('wed', '08:00'))).toBe(false);
  });

  it('say when they begin again', () => {
    expect(nextHours([night], at('fri', '10:00'))).toBe('22:00');
    expect(nextHours([night], at('sun', '10:00'))).toBe('Fri 22:00');
    expect(nextHours([], at('sun', '10:00'))).toBeNull();
  });

  it('that are none hold always', () => {
    expect(isWithinHours([], at('mon', '00:00'))).toBe(true);
  });
});

const anyHours = record({
  days: uniqueArray(constantFrom(...weekdays), { minLength: 1, maxLength: 7 }),
  fromMinute: integer({ min: 0, max: 1439 }),
  toMinute: integer({ min: 0, max: 1439 }),
});

/** A week around the end and the begin of daylight saving in Berlin, 2026. */
const changes = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)];

describe('through a change of the clock', () => {
  it('every minute is judged by what the clock on the wall shows', () => {
    const instant = record({ around: constantFrom(...changes), minutes: integer({ min: -4 * 1440, max: 4 * 1440 }) });
    assert(
      property(anyHours, instant, (hours, { around, minutes }) => {
        const nowMs = around + minutes * 60_000;
        // What the wall shows, made in another way: the offset is one hour before, and two while it is summer.
        const [spring = 0, autumn = 0] = changes;
        const offset = nowMs >= spring && nowMs < autumn ? 2 : 1;
        const wall = new Date(nowMs + offset * 3_600_000);
        const shown = { weekday: wall.getUTCDay(), minute: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
        expect(wallTime(nowMs, 'Europe/Berlin')).toEqual(shown);
        // Independent judge: walk back to the begin of the hours.
        const lengthMinutes = (hours.toMinute - hours.fromMinute + 1440) % 1440 || 1440;
        const begins = hours.days.some((day) => {
          const weekMinute =
            ((((shown.weekday - weekdays.indexOf(day)) * 1440 + shown.minute - hours.fromMinute) % 10_080) + 10_080) %
            10_080;
          return weekMinute < lengthMinutes;
        });
        expect(isWithinHours([hours], shown)).toBe(begins);
      }),
    );
  });
});
