import { cx } from '../cx.ts';
import type { Column } from './columns.ts';
import styles from './data.module.css';

export interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  readonly direction: 'ascending' | 'descending' | null;
  readonly onSort: () => void;
}

/** The head of a column; a button when it can be sorted. */
export function HeaderCell<Row>({ column, direction, onSort }: HeaderCellProps<Row>) {
  return (
    <th
      scope="col"
      className={cx(column.numeric && styles.numeric, column.needs && styles[column.needs])}
      style={column.width ? { width: column.width } : undefined}
      aria-sort={direction ?? undefined}
    >
      {column.sortBy ? (
        <button type="button" onClick={onSort}>
          {column.header}
          {direction && <span aria-hidden> {direction === 'descending' ? '↓' : '↑'}</span>}
        </button>
      ) : column.headerHidden ? (
        <span className={styles.srOnly}>{column.header}</span>
      ) : (
        column.header
      )}
    </th>
  );
}
