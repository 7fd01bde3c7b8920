import { formatEth, type Wei } from './wei.ts';

/** Making one takes far longer than using it; there are as many as locales times precisions in use. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  formats.set(key, made);
  return made;
}

/**
 * An amount for people, without its unit: rounded to the nearest at the last decimal, grouped by the locale, never an
 * exponent. The only place where an amount is rounded; nothing is computed from its result.
 *
 * @param decimals - Digits after the point, 0 to 18; all of them are written.
 * @returns `0` for zero, and `< 0.000001` (with the decimals asked for) for anything that would round to zero.
 */
export function roundEth(wei: Wei, decimals: number, locale = 'en'): string {
  if (wei === 0n) return '0';
  const format = formatOf(locale, decimals);
  // As text, the number never passes through a double.
  const write = (amount: Wei) => format.format(formatEth(amount) as Intl.StringNumericLiteral);
  const smallest = 10n ** BigInt(18 - decimals);
  return wei * 2n < smallest ? `< ${write(smallest)}` : write(wei);
}
