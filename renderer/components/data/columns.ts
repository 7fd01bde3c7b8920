import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** What a column is sorted by. */
export type SortValue = string | number | bigint;

/** One column of a {@link DataTable}. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** The header is only spoken: for columns of buttons and signs. */
  readonly headerHidden?: boolean;
  /** Numbers stand right. */
  readonly numeric?: boolean;
  /** Left out in narrow windows; the same stands in the detail of the row. `wide` needs 1041 px, `medium` 721 px. */
  readonly needs?: 'wide' | 'medium';
  /** The cell that names the row. */
  readonly rowHeader?: boolean;
  readonly width?: string;
  /** Makes the column sortable. */
  readonly sortBy?: (row: Row) => SortValue;
  /** `tabIndex` is for buttons in the cell: the table is one Tab stop, its active row holds the next ones. */
  readonly cell: (row: Row, context: { tabIndex: 0 | -1 }) => ReactNode;
}

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
export type Features = typeof features;

const compare = (left: SortValue, right: SortValue): number => (left < right ? -1 : left > right ? 1 : 0);

/** Columns in the form of the table library. */
export function toColumnDefs<Row extends object>(columns: readonly Column<Row>[]): ColumnDef<Features, Row>[] {
  return columns.map((column) => {
    const { sortBy } = column;
    const sortFn: SortFn<Features, Row> = (a, b) => (sortBy ? compare(sortBy(a.original), sortBy(b.original)) : 0);
    return {
      id: column.id,
      accessorFn: () => null,
      header: column.header,
      enableSorting: sortBy !== undefined,
      sortFn,
    };
  });
}
