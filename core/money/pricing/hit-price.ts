import { parseEth, type Wei } from '../../foundation/units/index.ts';
import type { Quote } from './charge.ts';

/** Eighteen places, as many as an amount has. */
const ONE = 10n ** 18n;

/** How the price of an answer out of the cache follows from that of a generated one. */
export interface HitPriceRule {
  /** From `"0"` (free) to `"1"` (the same price), as {@link parseHitPriceMultiplier} reads it. */
  readonly multiplier: HitPriceMultiplier;
  /** True when the client committed itself to the quoted unit prices: then these hold, whatever the multiplier says. */
  readonly hasCommitment: boolean;
}

/** 10^18 times the factor. */
export type HitPriceMultiplier = bigint;

/**
 * Reads a factor from 0 to 1 written as plain decimals of at most 18 places, for example `"0.25"`.
 *
 * @returns Null for anything else.
 */
export function parseHitPriceMultiplier(text: string): HitPriceMultiplier | null {
  if (!/^(?:0|1)(?:\.\d{1,18})?$/.test(text)) return null;
  const multiplier = parseEth(text);
  return multiplier <= ONE ? multiplier : null;
}

/**
 * Unit prices of an answer that was not generated for this request. The only place where they are rounded: down, to
 * whole wei per model token, so that they are never above the quote.
 */
export function hitQuote(quote: Quote, { multiplier, hasCommitment }: HitPriceRule): Quote {
  if (hasCommitment || multiplier >= ONE) return quote;
  const scale = (priceWei: Wei) => (priceWei * multiplier) / ONE;
  return { inboundPriceWei: scale(quote.inboundPriceWei), outboundPriceWei: scale(quote.outboundPriceWei) };
}
