import type { LedgerRow } from '../../core/control/schemas/money.ts';

/**
 * Puts a fresh first page over the rows that are loaded. Rows after the page are kept when it still reaches them;
 * otherwise they would hide a gap and are dropped.
 *
 * @returns `joined` is true when the rows after the page were kept.
 */
export function mergeFirstPage(
  loaded: readonly LedgerRow[],
  page: readonly LedgerRow[],
): { rows: readonly LedgerRow[]; joined: boolean } {
  const last = page.at(-1);
  const seam = last === undefined ? -1 : loaded.findIndex((row) => row.id === last.id);
  return seam === -1 ? { rows: page, joined: false } : { rows: [...page, ...loaded.slice(seam + 1)], joined: true };
}
