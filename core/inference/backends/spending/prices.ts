import type { HostedPrice } from './interface.ts';

/** When the prices below were those of the list. */
export const PRICES_AS_OF = '2025-08-07';

const price = (inboundUsdPerMillion: number, outboundUsdPerMillion: number): HostedPrice => ({
  inboundUsdPerMillion,
  outboundUsdPerMillion,
});

/**
 * Prices of well-known models of OpenAI at {@link PRICES_AS_OF}, without discounts for what a service had cached.
 *
 * @source https://platform.openai.com/docs/pricing
 */
const knownPrices: Readonly<Record<string, HostedPrice>> = {
  'gpt-5': price(1.25, 10),
  'gpt-5-mini': price(0.25, 2),
  'gpt-5-nano': price(0.05, 0.4),
  'gpt-4.1': price(2, 8),
  'gpt-4.1-mini': price(0.4, 1.6),
  'gpt-4.1-nano': price(0.1, 0.4),
  'gpt-4o': price(2.5, 10),
  'gpt-4o-mini': price(0.15, 0.6),
  o3: price(2, 8),
  'o4-mini': price(1.1, 4.4),
};

/**
 * The price of a model: the owner's, else that of the list, where `gpt-4o-2024-08-06` counts as `gpt-4o`.
 *
 * @returns null when nobody knows; it is not guessed.
 */
export function priceOf(model: string, own: Readonly<Record<string, HostedPrice>>): HostedPrice | null {
  const undated = model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const find = (table: Readonly<Record<string, HostedPrice>>, name: string) =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  return find(own, model) ?? find(own, undated) ?? find(knownPrices, undated) ?? null;
}

/** Millionths of a US dollar, rounded up: dollars for a million model tokens are millionths for one. */
export function costMicroUsd(price: HostedPrice, inboundTokens: number, outboundTokens: number): number {
  return Math.ceil(price.inboundUsdPerMillion * inboundTokens + price.outboundUsdPerMillion * outboundTokens);
}
