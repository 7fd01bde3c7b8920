import { describe, expect, it } from 'vitest';
import {
  boundsOfDay,
  dayOf,
  formatAge,
  formatClock,
  formatDay,
  formatDuration,
  formatElapsed,
  formatMoment,
  startOfDay,
} from '../../../../renderer/format/time.ts';

const at = (hour: number, minute = 0, second = 0): number => new Date(2026, 10, 6, hour, minute, second).getTime();

describe('durations', () => {
  it.each([
    [38, '38 ms'],
    [2_100, '2.1 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [41_000, '41 s'],
    [59_700, '1 min'],
    [72_000, '1 min 12 s'],
    [3_600_000, '1 h'],
    [4_320_000, '1 h 12 min'],
    [3_599_700, '1 h'],
    [183_600_000, '2 d 3 h'],
    [-5, '0 ms'],
  ])('%d ms reads as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('counts running time in whole seconds', () => {
    expect(formatElapsed(999)).toBe('< 1 s');
    expect(formatElapsed(4_999)).toBe('4 s');
    expect(formatElapsed(61_500)).toBe('1 min 1 s');
  });
});

describe('moments', () => {
  it('uses 24 hours, and the date only when it is not today', () => {
    expect(formatClock(at(19, 41))).toBe('19:41');
    expect(formatMoment(at(0, 0, 5), at(19))).toBe('00:00:05');
    expect(formatMoment(at(19, 41, 52), at(19) + 86_400_000)).toBe('Nov 6, 19:41:52');
  });

  it('tells ages up to a day and the date after it', () => {
    expect(formatAge(at(19), at(19) + 400)).toBe('just now');
    expect(formatAge(at(19), at(19) + 12_900)).toBe('12 s ago');
    expect(formatAge(at(19), at(19) + 4 * 60_000)).toBe('4 min ago');
    expect(formatAge(at(19), at(19) + 3 * 3_600_000)).toBe('3 h ago');
    expect(formatAge(at(19), at(19) + 25 * 3_600_000)).toBe('Nov 6');
  });

  it('keeps ledger days in local time', () => {
    expect(dayOf(at(0))).toBe('2026-11-06');
    expect(dayOf(at(23, 59, 59))).toBe('2026-11-06');
    expect(formatDay('2026-11-06')).toBe('Fri 6');
    expect(boundsOfDay('2026-11-06')).toEqual({ fromMs: at(0), toMs: new Date(2026, 10, 7).getTime() });
    expect(startOfDay(at(5), 6)).toBe(new Date(2026, 9, 31).getTime());
  });
});
