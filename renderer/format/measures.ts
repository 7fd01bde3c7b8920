import { formatBytes } from './counts.ts';
import { locale } from './locale.ts';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const upToOne = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const two = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A fraction of 1 in whole percent: `72 %`. */
export const formatPercent = (fraction: number): string => `${whole.format(fraction * 100)} %`;

/** `64 °C`. */
export const formatTemperature = (celsius: number): string => `${whole.format(celsius)} °C`;

/** `187 W`. */
export const formatPower = (watts: number): string => `${whole.format(watts)} W`;

/** Energy as it stands on a bill: `0.35 kWh`; below 0.1 kWh `41 Wh`, below 1 Wh `< 1 Wh`. */
export function formatEnergy(joules: number): string {
  const wattHours = joules / 3600;
  if (wattHours >= 100) return `${two.format(wattHours / 1000)} kWh`;
  if (wattHours >= 1) return `${whole.format(wattHours)} Wh`;
  return joules > 0 ? '< 1 Wh' : '0 Wh';
}

/** A part of a whole in one unit: `1.5 of 2.4 GB`. */
export function formatBytesOf(part: number, total: number): string {
  const all = formatBytes(total);
  const some = formatBytes(part);
  const unit = all.slice(all.lastIndexOf(' '));
  return some.endsWith(unit) ? `${some.slice(0, -unit.length)} of ${all}` : `${some} of ${all}`;
}

/** Bytes a second: `8.7 MB/s`. */
export const formatByteSpeed = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`;

/** Gigabytes without unit, for legends and axes: `5.2`. */
export const formatGigabytes = (bytes: number): string => upToOne.format(bytes / 1e9);
