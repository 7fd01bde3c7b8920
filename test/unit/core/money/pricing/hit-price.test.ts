import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hitQuote, parseHitPriceMultiplier, type Quote } from '../../../../../core/money/pricing/index.ts';

const quote: Quote = { inboundPriceWei: 500_000_000_000_000n, outboundPriceWei: 1_000_000_000_000_001n };

function price(text: string, hasCommitment = false): Quote {
  const multiplier = parseHitPriceMultiplier(text);
  if (multiplier === null) throw new Error(`${text} was refused`);
  return hitQuote(quote, { multiplier, hasCommitment });
}

describe('hitQuote', () => {
  it('asks the same price at "1", nothing at "0", and rounds down to whole wei in between', () => {
    expect(price('1')).toEqual(quote);
    expect(price('0')).toEqual({ inboundPriceWei: 0n, outboundPriceWei: 0n });
    expect(price('0.5')).toEqual({ inboundPriceWei: 250_000_000_000_000n, outboundPriceWei: 500_000_000_000_000n });
    expect(price('0.000000000000000001')).toEqual({ inboundPriceWei: 0n, outboundPriceWei: 0n });
  });

  it('leaves the price of a request with a commitment as it was quoted', () => {
    expect(price('0', true)).toEqual(quote);
    expect(price('0.5', true)).toEqual(quote);
  });

  it('never asks more than the quote, nor less than the exact product by a whole wei', () => {
    const prices = fc.bigInt({ min: 0n, max: 10n ** 20n });
    fc.assert(
      fc.property(prices, prices, fc.bigInt({ min: 0n, max: 10n ** 18n }), (inbound, outbound, multiplier) => {
        const asked = { inboundPriceWei: inbound, outboundPriceWei: outbound };
        const hit = hitQuote(asked, { multiplier, hasCommitment: false });
        for (const key of ['inboundPriceWei', 'outboundPriceWei'] as const) {
          expect(hit[key] <= asked[key]).toBe(true);
          const shortBy = asked[key] * multiplier - hit[key] * 10n ** 18n;
          expect(shortBy >= 0n && shortBy < 10n ** 18n).toBe(true);
        }
      }),
    );
  });
});

describe('parseHitPriceMultiplier', () => {
  it('reads 0 to 1 with at most 18 places', () => {
    expect(['0', '1', '1.0', '0.25', '0.000000000000000001'].map(parseHitPriceMultiplier)).toEqual([
      0n,
      10n ** 18n,
      10n ** 18n,
      25n * 10n ** 16n,
      1n,
    ]);
  });

  it.each(['', '1.1', '1.000000000000000001', '-0', '.5', '1e-3', '0,5', '0.0000000000000000001', '2', ' 1', '00'])(
    'refuses %j',
    (text) => {
      expect(parseHitPriceMultiplier(text)).toBeNull();
    },
  );
});
