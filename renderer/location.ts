import type { Period, RowFilter } from './store/slices/earnings.ts';

/** Names of the screens, in the order of their shortcuts. */
export const screenIds = ['overview', 'queue', 'earnings', 'models', 'pricing', 'hardware', 'settings'] as const;
export type ScreenId = (typeof screenIds)[number];

/** The screen that a location (`earnings?period=today`) names; anything unknown is the Overview. */
export function screenOf(location: string): ScreenId {
  const name = location.split('?')[0];
  return screenIds.find((id) => id === name) ?? 'overview';
}

/** What stands behind the screen in a location. */
export const queryOf = (location: string): URLSearchParams =>
  new URLSearchParams(location.includes('?') ? location.slice(location.indexOf('?') + 1) : '');

/** The address of a screen. */
export const hrefOf = (screen: ScreenId): string => `#/${screen}`;

/** The address of the requests behind a number. */
export function rowsHref(period: Period, filter: Partial<RowFilter> = {}): string {
  const query = new URLSearchParams({ period });
  for (const [key, value] of Object.entries(filter)) if (value) query.set(key, value);
  return `#/earnings?${query}`;
}

/** The part of the window's address that belongs to the app. */
export const locationOf = (hash: string): string => hash.replace(/^#\/?/, '');
