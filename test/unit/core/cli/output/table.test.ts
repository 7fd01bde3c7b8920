import { expect, it } from 'vitest';
import { formatPairs, formatTable } from '../../../../../core/cli/output/table.ts';

const columns = [
  { title: 'Model', cell: (row: { id: string; count: number }) => row.id },
  { title: 'Count', align: 'right' as const, cell: (row: { count: number }) => String(row.count) },
];

it('aligns texts left and numbers right, under a header', () => {
  const rows = [
    { id: 'a', count: 1431 },
    { id: 'longer-name', count: 2 },
  ];
  expect(formatTable(rows, columns, 'none')).toBe(
    ['Model        Count', 'a             1431', 'longer-name      2'].join('\n'),
  );
});

it('says what an empty table means', () => {
  expect(formatTable([], columns, 'There are none.')).toBe('There are none.');
});

it('keeps each row in one line whatever its texts hold', () => {
  expect(formatTable([{ id: 'a\nb\u001b[1m', count: 1 }], columns, '').split('\n')).toHaveLength(2);
});

it('aligns the values of pairs', () => {
  expect(
    formatPairs([
      ['a', '1'],
      ['bcd', '2'],
    ]),
  ).toBe('a    1\nbcd  2');
});
