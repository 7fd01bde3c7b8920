import { useRef } from 'react';

/** A row as it is shown: `gone` when it has left the data but stays until the table is let go. */
export interface ShownRow<Row> {
  readonly id: string;
  readonly row: Row;
  readonly gone: boolean;
}

export interface FrozenRows<Row> {
  readonly shown: readonly ShownRow<Row>[];
  /** Rows that came or went and are not applied yet. */
  readonly waiting: number;
}

/**
 * What a live table shows. While it is held (pointer or focus inside), order and membership stay as they were and only
 * the values change; what came or went is counted. Pure, so that it can be tested without a table.
 */
export function freezeRows<Row>(
  rows: readonly Row[],
  rowId: (row: Row) => string,
  before: readonly ShownRow<Row>[] | null,
  held: boolean,
): FrozenRows<Row> {
  if (!held || before === null) return { shown: rows.map((row) => ({ id: rowId(row), row, gone: false })), waiting: 0 };
  const current = new Map(rows.map((row) => [rowId(row), row]));
  let waiting = 0;
  const shown = before.map((entry) => {
    const row = current.get(entry.id);
    current.delete(entry.id);
    if (row !== undefined) return { id: entry.id, row, gone: false };
    waiting += 1;
    return { ...entry, gone: true };
  });
  return { shown, waiting: waiting + current.size };
}

/** {@link freezeRows} across renders. */
export function useFrozenRows<Row>(rows: readonly Row[], rowId: (row: Row) => string, held: boolean): FrozenRows<Row> {
  const before = useRef<readonly ShownRow<Row>[] | null>(null);
  const frozen = freezeRows(rows, rowId, before.current, held);
  before.current = frozen.shown;
  return frozen;
}
