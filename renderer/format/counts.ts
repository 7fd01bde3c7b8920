import { locale } from './locale.ts';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A count, grouped: `1,431`. */
export const formatCount = (value: number): string => whole.format(value);

/** A count with its noun in the right number: `1 answer`, `2 answers`. */
export const formatPlural = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

/** Tokens per second with three digits, without unit: `91.8`, `168`. */
export const formatSpeed = (tokensPerSecond: number): string =>
  tokensPerSecond >= 1000
    ? whole.format(tokensPerSecond)
    : tokensPerSecond > 0
      ? threeDigits.format(tokensPerSecond)
      : '0';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units with one decimal: `11.2 GB`. Below 1 kB whole bytes. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : oneDecimal.format(value)} ${byteUnits[unit]}`;
}
