import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatAmount,
  formatCount,
  formatDuration,
  formatPrice,
  formatPricePerMillion,
  plainLines,
  plainText,
  plural,
  shortAddress,
  shortPeerId,
} from '../../../../../core/cli/output/format.ts';

describe('formats', () => {
  it.each([
    [0n, '0 ETH'],
    [1n, '< 0.000001 ETH'],
    [1_269_500_000_000_000_000n, '1.269500 ETH'],
    [1_234n * 10n ** 18n, '1,234.000000 ETH'],
  ])('writes the sum %s wei as %s', (wei, text) => {
    expect(formatAmount(wei, 6)).toBe(text);
  });

  it('never writes an exponent for a price', () => {
    expect(formatPrice(1n)).toBe('0.000000000000000001 ETH');
    expect(formatPrice(500_000_000_000_000n)).toBe('0.0005 ETH');
    expect(formatPricePerMillion(500_000_000_000_000n)).toBe('500.0000 ETH');
    expect(formatPricePerMillion(1n)).toBe('0.000000000001 ETH');
    expect(formatPricePerMillion(10n ** 17n)).toBe('100,000.0000 ETH');
  });

  it.each([
    [38, '38 ms'],
    [999.6, '1.0 s'],
    [2100, '2.1 s'],
    [9949, '9.9 s'],
    [41_000, '41 s'],
    [60_000, '1 min'],
    [90_000, '1 min 30 s'],
    [4_320_000, '1 h 12 min'],
    [3_599_600, '1 h'],
    [7_199_000, '2 h'],
    [90_000_000, '1 d 1 h'],
  ])('writes %s ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('writes ages up to a day, and the date beyond', () => {
    expect(formatAge(1000, 13_000)).toBe('12 s ago');
    expect(formatAge(13_000, 1000)).toBe('1.0 s ago');
    expect(formatAge(new Date(2026, 0, 2, 3, 4, 5).getTime(), new Date(2026, 0, 5).getTime())).toBe(
      '2026-01-02 03:04:05',
    );
  });

  it('groups counts and knows one from many', () => {
    expect(formatCount(1431)).toBe('1,431');
    expect(plural(1, 'model')).toBe('1 model');
    expect(plural(1200, 'model')).toBe('1,200 models');
  });

  it('shortens ids to what people compare', () => {
    expect(shortPeerId('16Uiu2HAmFakeExecutorTz3mBx7RdkPq5Wz2vQ8LdHQqgg')).toBe('16Uiu2HAmF…HQqgg');
    expect(shortAddress('0x70997970c51812dc3a010c7d01b50e0d17dc79c8')).toBe('0x70997970…dc79c8');
    expect(shortPeerId('short')).toBe('short');
  });

  it('lets no text of others steer the terminal', () => {
    expect(plainText('a\u001b[2Jb\nc\u202ed\u0007')).toBe('a�[2Jb�c�d�');
    expect(plainLines('one\r\ntwo\u001b\tthree')).toBe('one\ntwo�\tthree');
  });
});
