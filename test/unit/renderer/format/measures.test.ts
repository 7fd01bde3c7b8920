import { describe, expect, it } from 'vitest';
import {
  formatByteSpeed,
  formatBytesOf,
  formatEnergy,
  formatGigabytes,
  formatPercent,
  formatPower,
  formatTemperature,
} from '../../../../renderer/format/measures.ts';

describe('measures', () => {
  it('stand as people read them', () => {
    expect(formatPercent(0.724)).toBe('72 %');
    expect(formatTemperature(63.6)).toBe('64 °C');
    expect(formatPower(187.4)).toBe('187 W');
    expect(formatGigabytes(5_200_000_000)).toBe('5.2');
    expect(formatByteSpeed(8_700_000)).toBe('8.7 MB/s');
  });

  it('of energy have the unit of a bill, and never show a little as nothing', () => {
    expect([1_260_000, 147_600, 1800, 0].map(formatEnergy)).toEqual(['0.35 kWh', '41 Wh', '< 1 Wh', '0 Wh']);
  });

  it('of a part name the unit once where it is the same', () => {
    expect(formatBytesOf(1_500_000_000, 2_400_000_000)).toBe('1.5 of 2.4 GB');
    expect(formatBytesOf(300_000_000, 2_400_000_000)).toBe('300.0 MB of 2.4 GB');
  });
});
