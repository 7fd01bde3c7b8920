import type { Wei } from '../../foundation/units/index.ts';
import type { Quote } from './charge.ts';

/** Electrical energy of one model token in each direction, joules. */
export interface TokenEnergy {
  readonly inboundJoules: number;
  readonly outboundJoules: number;
}

const JOULES_PER_KWH = 3_600_000n;
/** Parts of a joule that are kept. */
const PARTS = 1_000_000;

/**
 * What the electricity of one model token costs, rounded up to whole wei.
 *
 * @param weiPerKwh - What a kilowatt-hour costs the owner.
 */
export function electricityQuote({ inboundJoules, outboundJoules }: TokenEnergy, weiPerKwh: Wei): Quote {
  return { inboundPriceWei: cost(inboundJoules, weiPerKwh), outboundPriceWei: cost(outboundJoules, weiPerKwh) };
}

function cost(joules: number, weiPerKwh: Wei): Wei {
  const parts = Number.isFinite(joules) && joules > 0 ? BigInt(Math.ceil(Math.min(joules, 1e9) * PARTS)) : 0n;
  const divisor = JOULES_PER_KWH * BigInt(PARTS);
  return (parts * weiPerKwh + divisor - 1n) / divisor;
}

/** In each direction the higher price of two. */
export function atLeast(quote: Quote, floor: Quote | null): Quote {
  if (floor === null) return quote;
  const higher = (a: Wei, b: Wei) => (a > b ? a : b);
  return {
    inboundPriceWei: higher(quote.inboundPriceWei, floor.inboundPriceWei),
    outboundPriceWei: higher(quote.outboundPriceWei, floor.outboundPriceWei),
  };
}
