import { formatEth, roundEth, type Wei } from '../../foundation/units/index.ts';

/** Shown where a value is not known; never 0. */
export const unknown = '–';

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Decimals of an ETH amount by what it is. One column has one precision. */
export const ethDecimals = { sum: 6, row: 9, running: 8 } as const;

/** An amount with its unit: `1.269500 ETH`, `0 ETH`, or `< 0.000001 ETH` for one that would show as zero. */
export function formatAmount(wei: Wei, decimals: number): string {
  return `${roundEth(wei, decimals)} ETH`;
}

/** A price for one model token, exactly: `0.0005 ETH`. */
export function formatPrice(wei: Wei): string {
  return `${formatEth(wei)} ETH`;
}

/** The same price for a million model tokens, at least four decimals: `500.0000 ETH`. */
export function formatPricePerMillion(wei: Wei): string {
  const [whole = '0', fraction = ''] = formatEth(wei * 1_000_000n).split('.');
  return `${counts.format(BigInt(whole))}.${fraction.padEnd(4, '0')} ETH`;
}

/** A count with groups: `1,431`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A size in decimal units: `512 B`, `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? counts.format(value) : value.toFixed(1)} ${units[unit]}`;
}

/** An energy: `0.3 Wh`, `1.25 kWh`. */
export function formatEnergy(joules: number): string {
  const wattHours = joules / 3600;
  return wattHours < 999.95 ? `${wattHours.toFixed(1)} Wh` : `${(wattHours / 1000).toFixed(2)} kWh`;
}

/** A duration in at most two units: `38 ms`, `2.1 s`, `41 s`, `1 h 12 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const [, step] = units[Math.min(first + 1, units.length - 1)] ?? units[3];
  // Rounded to the smaller of the two units that are shown.
  let rest = first <= 1 ? Math.round(seconds / step) * step : seconds;
  const parts: string[] = [];
  for (const [name, size] of units.slice(Math.max(0, first), first + 2)) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${name}`);
    rest %= size;
  }
  return parts.join(' ');
}

/** How long ago: `12 s ago`, or the date when it is more than a day. */
export function formatAge(atMs: number, nowMs: number): string {
  const ageMs = Math.max(0, nowMs - atMs);
  return ageMs > 86_400_000 ? formatTime(atMs) : `${formatDuration(Math.max(1000, ageMs))} ago`;
}

/** Local date and time with seconds: `2026-11-06 19:41:52`. */
export function formatTime(atMs: number): string {
  const date = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** A peer id as people compare it: its first 10 and last 5 characters. */
export function shortPeerId(peerId: string): string {
  return peerId.length <= 16 ? peerId : `${peerId.slice(0, 10)}…${peerId.slice(-5)}`;
}

/** An address as people compare it: its first 10 and last 6 characters. */
export function shortAddress(address: string): string {
  return address.length <= 17 ? address : `${address.slice(0, 10)}…${address.slice(-6)}`;
}

/** One thing or several: `1 model`, `3 models`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A text of somebody else in one line that cannot steer the terminal: control characters and those that turn the
 * direction of writing become `�`.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, '\ufffd');
}

/** As {@link plainText}, with its line ends and tabs. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(plainText).join('\t'))
    .join('\n');
}
