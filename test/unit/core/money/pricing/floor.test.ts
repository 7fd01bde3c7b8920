import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEth } from '../../../../../core/foundation/units/index.ts';
import { atLeast, electricityQuote } from '../../../../../core/money/pricing/floor.ts';
import { Pricing } from '../../../../../core/money/pricing/index.ts';

const kwh = parseEth('0.0001');

it('costs what the energy costs, rounded up to a whole wei', () => {
  const quote = electricityQuote({ inboundJoules: 0.36, outboundJoules: 3.6 }, kwh);
  expect(quote).toEqual({ inboundPriceWei: kwh / 10_000_000n, outboundPriceWei: kwh / 1_000_000n });
  expect(electricityQuote({ inboundJoules: 0, outboundJoules: 1e-9 }, 1n)).toEqual({
    inboundPriceWei: 0n,
    outboundPriceWei: 1n,
  });
});

it('never costs less than the energy, and at most one wei more', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), fc.bigInt({ min: 0n, max: 10n ** 18n }), (microjoules, weiPerKwh) => {
      const { outboundPriceWei } = electricityQuote({ inboundJoules: 0, outboundJoules: microjoules / 1e6 }, weiPerKwh);
      const exact = BigInt(microjoules) * weiPerKwh;
      const scaled = outboundPriceWei * 3_600_000n * 1_000_000n;
      // A float of microjoules may be rounded up by one of them.
      return scaled >= exact && scaled <= exact + weiPerKwh + 3_600_000_000_000n;
    }),
  );
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('takes %s for no energy', (joules) => {
  expect(electricityQuote({ inboundJoules: joules, outboundJoules: joules }, kwh).outboundPriceWei).toBe(0n);
});

it('raises each direction alone', () => {
  const asked = { inboundPriceWei: 5n, outboundPriceWei: 5n };
  expect(atLeast(asked, { inboundPriceWei: 9n, outboundPriceWei: 1n })).toEqual({
    inboundPriceWei: 9n,
    outboundPriceWei: 5n,
  });
  expect(atLeast(asked, null)).toEqual(asked);
});

it('holds for a model that was measured, while the owner says what electricity costs', () => {
  const base = { baseInboundPriceWei: 0n, baseOutboundPriceWei: 0n };
  const pricing = new Pricing({ ...base, electricityWeiPerKwh: kwh });
  pricing.setEnergies(new Map([['m', { inboundJoules: 3.6, outboundJoules: 36 }]]));
  const floor = { inboundPriceWei: kwh / 1_000_000n, outboundPriceWei: kwh / 100_000n };
  expect(pricing.quote('m')).toEqual(floor);
  expect(pricing.quote('other')).toEqual(pricing.base);
  pricing.set({ ...base, baseOutboundPriceWei: kwh });
  expect(pricing.quote('m')).toEqual({ ...floor, outboundPriceWei: kwh });
  pricing.set({ ...base, electricityWeiPerKwh: null });
  expect(pricing.quote('m')).toEqual(pricing.base);
});
