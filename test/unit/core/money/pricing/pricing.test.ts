import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEth, parseEth } from '../../../../../core/foundation/units/index.ts';
import { aboveClientOffer, clientOffer, computeCharge, Pricing } from '../../../../../core/money/pricing/index.ts';

const price = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
const count = fc.nat({ max: 2 ** 32 - 1 });
const quote = fc.record({ inboundPriceWei: price, outboundPriceWei: price });
const usage = fc.record({ inboundTokens: count, outboundTokens: count });

describe('computeCharge', () => {
  it('charges what the example of the network charges', () => {
    expect(computeCharge(clientOffer, { inboundTokens: 100, outboundTokens: 200 })).toBe(parseEth('0.25'));
  });

  it('is the sum of what each model token costs, to the wei', () => {
    fc.assert(
      fc.property(quote, fc.nat({ max: 50 }), fc.nat({ max: 50 }), (prices, inboundTokens, outboundTokens) => {
        let sum = 0n;
        for (let i = 0; i < inboundTokens; i++) sum += prices.inboundPriceWei;
        for (let i = 0; i < outboundTokens; i++) sum += prices.outboundPriceWei;
        return computeCharge(prices, { inboundTokens, outboundTokens }) === sum;
      }),
    );
  });

  it('gives for two answers together what it gives for each', () => {
    fc.assert(
      fc.property(quote, usage, usage, (prices, a, b) => {
        const both = {
          inboundTokens: a.inboundTokens + b.inboundTokens,
          outboundTokens: a.outboundTokens + b.outboundTokens,
        };
        return computeCharge(prices, both) === computeCharge(prices, a) + computeCharge(prices, b);
      }),
    );
  });

  it('refuses counts that are not whole', () => {
    for (const inboundTokens of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => computeCharge(clientOffer, { inboundTokens, outboundTokens: 0 }), `${inboundTokens}`).toThrow(
        RangeError,
      );
  });
});

describe('Pricing', () => {
  const settings = { baseInboundPriceWei: 3n, baseOutboundPriceWei: 4n };

  it('quotes the base prices, and a quote keeps its prices when they change', () => {
    const pricing = new Pricing(settings);
    const before = pricing.quote('m');
    pricing.set({ baseInboundPriceWei: 5n, baseOutboundPriceWei: 6n });
    expect(before).toEqual({ inboundPriceWei: 3n, outboundPriceWei: 4n });
    expect(pricing.quote('m')).toEqual({ inboundPriceWei: 5n, outboundPriceWei: 6n });
  });

  it('asks the own price of a model, and the base price for what it leaves out', () => {
    const pricing = new Pricing(settings, [
      { name: 'm', inboundPriceWei: 7n, outboundPriceWei: null },
      { name: 'n', inboundPriceWei: null, outboundPriceWei: 0n },
    ]);
    expect(pricing.quote('m')).toEqual({ inboundPriceWei: 7n, outboundPriceWei: 4n });
    expect(pricing.quote('n')).toEqual({ inboundPriceWei: 3n, outboundPriceWei: 0n });
    expect(pricing.quote('M')).toEqual(pricing.base);
    pricing.setModels([]);
    expect(pricing.quote('m')).toEqual(pricing.base);
  });

  it("tells which prices today's client refuses", () => {
    expect(aboveClientOffer(clientOffer)).toBe(false);
    expect(aboveClientOffer({ ...clientOffer, inboundPriceWei: clientOffer.inboundPriceWei + 1n })).toBe(true);
    expect(aboveClientOffer({ ...clientOffer, outboundPriceWei: clientOffer.outboundPriceWei + 1n })).toBe(true);
  });
});

describe('ETH as text', () => {
  it('reads back what it writes', () => {
    fc.assert(fc.property(price, (wei) => parseEth(formatEth(wei)) === wei));
  });
});
