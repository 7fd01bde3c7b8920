import { formatEth, parseEth } from '../../../core/foundation/units/index.ts';
import { formatPrice, type PriceUnit, priceFieldText, priceUnitText } from '../../format/amount.ts';

/** A price as it was typed: wei per model token, or what is wrong with the text. */
export type PriceInput = { readonly ok: true; readonly wei: bigint } | { readonly ok: false; readonly problem: string };

/** The two prices, wei per model token. */
export interface PricePair {
  readonly inbound: bigint;
  readonly outbound: bigint;
}

const tokensPerMillion = 1_000_000n;
const weiPerEth = 10n ** 18n;

const wrong = (problem: string): PriceInput => ({ ok: false, problem });

/**
 * Reads a price field. Prices are plain decimals with a point; per 1M tokens they must come to whole wei per token,
 * because that is what the network counts in.
 */
export function parsePrice(text: string, unit: PriceUnit): PriceInput {
  const typed = text.trim();
  if (typed === '') return wrong('Write a price.');
  if (typed.startsWith('-')) return wrong('A price cannot be below 0.');
  if (/[eE]/.test(typed)) return wrong('Write it without an exponent, for example 0.0005.');
  if (typed.includes(',')) return wrong('Use a point for decimals, and no commas.');
  let wei: bigint;
  try {
    wei = parseEth(typed);
  } catch {
    return wrong(`Write a plain decimal with at most 18 places, for example ${unit === 'million' ? '500' : '0.0005'}.`);
  }
  if (unit === 'million') {
    if (wei % tokensPerMillion !== 0n) return wrong('At most 12 decimals per 1M tokens: the network counts whole wei.');
    wei /= tokensPerMillion;
  }
  if (wei >= weiPerEth) return wrong('That is 1 ETH per token or more. Did you write wei?');
  return { ok: true, wei };
}

/** A price as the configuration and `pricing.set` write it: ETH per model token. */
export const configText = (weiPerToken: bigint): string => formatEth(weiPerToken);

/** The text of a field in another unit; text that is no price stays as it is. */
export function convertField(text: string, from: PriceUnit, to: PriceUnit): string {
  const input = parsePrice(text, from);
  return input.ok ? priceFieldText(input.wei, to) : text;
}

/** A price with its unit for sentences: `500.0000 ETH/1M`. */
export const priceWords = (wei: bigint, unit: PriceUnit): string => `${formatPrice(wei, unit)} ${priceUnitText[unit]}`;
