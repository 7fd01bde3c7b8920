import { formatEth, roundEth } from '../../core/foundation/units/index.ts';
import { locale } from './locale.ts';

/** Decimals of an ETH amount by where it stands (DESIGN.md, "How money is shown"). One column has one precision. */
export const amountDecimals = { sum: 6, row: 9, running: 8 } as const;
export type AmountPlace = keyof typeof amountDecimals;

/** An ETH amount ready to show; `muted + digits` is the whole text without unit. */
export interface AmountText {
  /** Leading part that carries no information: `0.0000`; empty when there is none. */
  readonly muted: string;
  readonly digits: string;
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(minimum: number, maximum: number): Intl.NumberFormat {
  const key = `${minimum}/${maximum}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
    formatters.set(key, found);
  }
  return found;
}

/** Decimal text formatted exactly; `Intl` takes strings without going through a double. */
const formatDecimal = (text: string, minimum: number, maximum: number): string =>
  formatter(minimum, maximum).format(text as Intl.StringNumericLiteral);

/**
 * Splits an amount into its muted and its telling part. Rounds to the nearest at the last decimal.
 * Zero is `0`; an amount that would round to zero is `< 0.000001` (with the decimals of its place).
 */
export function splitAmount(wei: bigint, place: AmountPlace): AmountText {
  const text = roundEth(wei, amountDecimals[place], locale);
  const muted = /^0[.,]0*/.exec(text)?.[0] ?? '';
  return { muted, digits: text.slice(muted.length) };
}

/** An amount as one text with its unit: `0.006058 ETH`. */
export function formatAmount(wei: bigint, place: AmountPlace): string {
  const { muted, digits } = splitAmount(wei, place);
  return `${muted}${digits} ETH`;
}

/** The exact amount in wei, grouped, for tooltips: `6,058,000,000,000,000 wei`. */
export function formatExactWei(wei: bigint): string {
  return `${formatter(0, 0).format(wei)} wei`;
}

const tokensPerUnit = { million: 1_000_000n, one: 1n } as const;
/** Prices are shown per 1M tokens, or per token as the network sees them. */
export type PriceUnit = keyof typeof tokensPerUnit;

/** What stands behind a price: `ETH/1M` or `ETH/token`. */
export const priceUnitText: Readonly<Record<PriceUnit, string>> = { million: 'ETH/1M', one: 'ETH/token' };

/**
 * A price of `weiPerToken` in this unit, without unit text: four decimals per 1M tokens and more when the value needs
 * it, per token as many as needed. Never an exponent.
 */
export function formatPrice(weiPerToken: bigint, unit: PriceUnit): string {
  return formatDecimal(formatEth(weiPerToken * tokensPerUnit[unit]), unit === 'million' ? 4 : 0, 18);
}

/** The same number as {@link formatPrice} in the form a field takes: a plain decimal without groups. */
export function priceFieldText(weiPerToken: bigint, unit: PriceUnit): string {
  return formatEth(weiPerToken * tokensPerUnit[unit]);
}
