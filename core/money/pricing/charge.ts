import type { Wei } from '../../foundation/units/index.ts';

/** Unit prices that hold for one request from its admission on, wei per model token. */
export interface Quote {
  readonly inboundPriceWei: Wei;
  readonly outboundPriceWei: Wei;
}

/** What one answer used, in model tokens. */
export interface Usage {
  readonly inboundTokens: number;
  readonly outboundTokens: number;
}

/**
 * What an answer costs: inbound × its price + outbound × its price, exact, nothing to round.
 *
 * @returns Wei.
 * @throws `RangeError` when a count is not a whole number ≥ 0.
 */
export function computeCharge(quote: Quote, usage: Usage): Wei {
  return count(usage.inboundTokens) * quote.inboundPriceWei + count(usage.outboundTokens) * quote.outboundPriceWei;
}

function count(modelTokens: number): bigint {
  if (!Number.isSafeInteger(modelTokens) || modelTokens < 0)
    throw new RangeError('a count of model tokens is not whole');
  return BigInt(modelTokens);
}
