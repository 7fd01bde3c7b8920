import { plainText } from './format.ts';

/** A column of a table over rows of some kind. */
export interface Column<Row> {
  readonly title: string;
  /** Numbers stand right. */
  readonly align?: 'right';
  /** Text of the cell; it may come from a peer. */
  readonly cell: (row: Row) => string;
}

const gap = '  ';

/** Rows as aligned text with a header line; `empty` when there are none. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): string {
  if (rows.length === 0) return empty;
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => plainText(column.cell(row)))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => textWidth(line[at] ?? ''))));
  return cells
    .map((line) =>
      line
        .map((text, at) => pad(text, widths[at] ?? 0, columns[at]?.align))
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

/** Named values, one a line, the values aligned. */
export function formatPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => textWidth(name)));
  return pairs.map(([name, value]) => `${pad(name, width)}${gap}${value}`).join('\n');
}

function pad(text: string, width: number, align?: 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? spaces + text : text + spaces;
}

function textWidth(text: string): number {
  return [...text].length;
}
