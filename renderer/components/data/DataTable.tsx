import { type SortingState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { cx } from '../cx.ts';
import { type Column, features, toColumnDefs } from './columns.ts';
import styles from './data.module.css';
import { HeaderCell } from './HeaderCell.tsx';
import { useFrozenRows } from './use-frozen-rows.ts';

export interface DataTableProps<Row extends object> {
  /** Spoken name of the table. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly sort?: { readonly id: string; readonly desc: boolean };
  /** Rows with a second line are higher. */
  readonly twoLines?: boolean;
  /** Enter or double click on a row. */
  readonly onOpen?: (row: Row) => void;
  /** Acts on the row in focus by the key that starts them: `Delete`, or a small letter. */
  readonly rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  /** Rows change by themselves: their order is frozen while pointer or focus is inside. */
  readonly live?: boolean;
  readonly onWaiting?: (changes: number) => void;
  /** Called when the last rows come into view, to load more. */
  readonly onEnd?: () => void;
  /** The same columns in two tables that stand under each other keep their widths. */
  readonly fixed?: boolean;
}

const virtualFrom = 100;
const rowHeightPx = 34;
const tallRowHeightPx = 44;
const noSort: SortingState = [];

/** Rows with a header, sorting, arrow keys, and virtual rows from {@link virtualFrom} on. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowId,
    sort,
    twoLines = false,
    live = false,
    onOpen,
    rowKeys,
    onWaiting,
    onEnd,
  } = props;
  const [sorting, setSorting] = useState<SortingState>(() => (sort ? [{ id: sort.id, desc: sort.desc }] : noSort));
  const [held, setHeld] = useState({ pointer: false, focus: false });
  const [activeId, setActiveId] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  const scroller = useRef<HTMLDivElement>(null);

  const columnDefs = useMemo(() => toColumnDefs(columns), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: columnDefs,
    data,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
  });
  const sorted = table.getRowModel().rows.map((row) => row.original);
  const frozen = live && (held.pointer || held.focus);
  const { shown, waiting } = useFrozenRows(sorted, rowId, frozen);
  useEffect(() => onWaiting?.(waiting), [onWaiting, waiting]);

  const virtual = shown.length >= virtualFrom;
  const virtualizer = useVirtualizer({
    count: shown.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => (twoLines ? tallRowHeightPx : rowHeightPx),
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const first = virtual ? (items[0]?.index ?? 0) : 0;
  const last = virtual ? (items.at(-1)?.index ?? -1) : shown.length - 1;
  useEffect(() => {
    if (virtual && last >= shown.length - 20) onEnd?.();
  }, [virtual, last, shown.length, onEnd]);

  const activeIndex = Math.max(
    0,
    shown.findIndex((entry) => entry.id === activeId),
  );
  const activate = (index: number) => {
    const entry = shown[Math.min(Math.max(index, 0), shown.length - 1)];
    if (!entry) return;
    wantsFocus.current = true;
    setActiveId(entry.id);
    if (virtual) virtualizer.scrollToIndex(shown.indexOf(entry));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const entry = shown[activeIndex];
    const onRow = event.target instanceof HTMLTableRowElement;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      Home: 0,
      End: shown.length - 1,
      PageDown: activeIndex + 10,
      PageUp: activeIndex - 10,
    };
    const target = moves[event.key];
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const act = plain ? rowKeys?.[event.key.length === 1 ? event.key.toLowerCase() : event.key] : undefined;
    if (target !== undefined) activate(target);
    else if (event.key === 'Enter' && onRow && entry && onOpen) onOpen(entry.row);
    else if (act && entry && !entry.gone) act(entry.row);
    else return;
    event.preventDefault();
  };

  const spacer = (heightPx: number) =>
    heightPx > 0 && (
      <tr className={styles.spacer} aria-hidden>
        <td colSpan={columns.length} style={{ height: heightPx }} />
      </tr>
    );
  const total = virtualizer.getTotalSize();

  return (
    <div ref={scroller} className={cx(styles.wrap, virtual && styles.virtual)}>
      <table
        className={cx(styles.table, props.fixed && styles.fixed)}
        aria-label={label}
        aria-rowcount={virtual ? shown.length + 1 : undefined}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                direction={sorting[0]?.id === column.id ? (sorting[0].desc ? 'descending' : 'ascending') : null}
                onSort={() => table.getColumn(column.id)?.toggleSorting()}
              />
            ))}
          </tr>
        </thead>
        <tbody
          data-frozen={frozen || undefined}
          onKeyDown={onKeyDown}
          onPointerEnter={() => setHeld((now) => ({ ...now, pointer: true }))}
          onPointerLeave={() => setHeld((now) => ({ ...now, pointer: false }))}
          onFocus={() => setHeld((now) => ({ ...now, focus: true }))}
          onBlur={() => setHeld((now) => ({ ...now, focus: false }))}
        >
          {spacer(virtual ? (items[0]?.start ?? 0) : 0)}
          {shown.slice(first, last + 1).map((entry, offset) => {
            const index = first + offset;
            const active = index === activeIndex;
            return (
              <tr
                key={entry.id}
                ref={(node) => {
                  if (node && active && wantsFocus.current) {
                    wantsFocus.current = false;
                    node.focus();
                  }
                }}
                tabIndex={active ? 0 : -1}
                aria-rowindex={virtual ? index + 2 : undefined}
                className={cx(twoLines && styles.tall, entry.gone && styles.gone)}
                onFocus={() => setActiveId(entry.id)}
                onDoubleClick={onOpen ? () => onOpen(entry.row) : undefined}
              >
                {columns.map((column) => {
                  const className = cx(column.numeric && styles.numeric, column.needs && styles[column.needs]);
                  const content = column.cell(entry.row, { tabIndex: active && !entry.gone ? 0 : -1 });
                  return column.rowHeader ? (
                    <th key={column.id} scope="row" className={className}>
                      {content}
                    </th>
                  ) : (
                    <td key={column.id} className={className}>
                      {content}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          {spacer(virtual ? total - (items.at(-1)?.end ?? total) : 0)}
        </tbody>
      </table>
    </div>
  );
}
