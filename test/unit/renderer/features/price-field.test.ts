import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configText, convertField, parsePrice, priceWords } from '../../../../renderer/features/pricing/price-field.ts';
import { priceFieldText } from '../../../../renderer/format/amount.ts';

const problem = (text: string, unit: 'million' | 'one' = 'million') => {
  const input = parsePrice(text, unit);
  return input.ok ? 'no problem' : input.problem;
};

describe('a price field', () => {
  it('reads prices per 1M tokens and per token as the same wei', () => {
    expect(parsePrice(' 500 ', 'million')).toEqual({ ok: true, wei: 500_000_000_000_000n });
    expect(parsePrice('0.0005', 'one')).toEqual({ ok: true, wei: 500_000_000_000_000n });
    expect(parsePrice('0.000000000001', 'million')).toEqual({ ok: true, wei: 1n });
    expect(parsePrice('0', 'one')).toEqual({ ok: true, wei: 0n });
  });

  it.each([
    ['', 'Write a price'],
    ['-1', 'below 0'],
    ['1e3', 'without an exponent'],
    ['0,5', 'Use a point'],
    ['abc', 'plain decimal'],
    ['0x10', 'plain decimal'],
    ['1.0000000000000000001', 'at most 18 places'],
    ['0.0000000000001', 'At most 12 decimals'],
    ['1000000', 'Did you write wei?'],
    ['500000000000000', 'Did you write wei?'],
  ])('says what is wrong with "%s" per 1M tokens', (text, words) => {
    expect(problem(text)).toContain(words);
  });

  it('takes everything below 1 ETH per token and nothing from there on', () => {
    expect(problem('0.999999999999999999', 'one')).toBe('no problem');
    expect(problem('1', 'one')).toContain('Did you write wei?');
  });

  it('keeps the amount when the unit changes, and leaves what is no price alone', () => {
    expect(convertField('500', 'million', 'one')).toBe('0.0005');
    expect(convertField('0.0005', 'one', 'million')).toBe('500');
    expect(convertField('abc', 'one', 'million')).toBe('abc');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (wei) => {
        const perMillion = convertField(priceFieldText(wei, 'one'), 'one', 'million');
        expect(parsePrice(perMillion, 'million')).toEqual({ ok: true, wei });
      }),
    );
  });

  it('writes the configuration per token', () => {
    expect(configText(500_000_000_000_000n)).toBe('0.0005');
    expect(priceWords(500_000_000_000_000n, 'million')).toBe('500.0000 ETH/1M');
  });
});
