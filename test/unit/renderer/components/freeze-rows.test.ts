import { describe, expect, it } from 'vitest';
import { freezeRows } from '../../../../renderer/components/data/use-frozen-rows.ts';

interface Row {
  readonly id: string;
  readonly value: number;
}
const rows = (...entries: [string, number][]): Row[] => entries.map(([id, value]) => ({ id, value }));
const idOf = (row: Row) => row.id;
const free = (list: Row[]) => freezeRows(list, idOf, null, false).shown;

describe('rows of a live table', () => {
  it('follow the data while nobody holds the table', () => {
    const before = free(rows(['a', 1], ['b', 2]));
    const { shown, waiting } = freezeRows(rows(['c', 3], ['a', 1]), idOf, before, false);
    expect(shown.map((entry) => entry.id)).toEqual(['c', 'a']);
    expect(waiting).toBe(0);
  });

  it('keep order and places while it is held, with new values', () => {
    const before = free(rows(['a', 1], ['b', 2]));
    const { shown, waiting } = freezeRows(rows(['c', 3], ['b', 20], ['a', 10]), idOf, before, true);
    expect(shown.map(({ id, row }) => [id, row.value])).toEqual([
      ['a', 10],
      ['b', 20],
    ]);
    expect(waiting).toBe(1);
  });

  it('stay, marked as gone, when they leave while it is held', () => {
    const before = free(rows(['a', 1], ['b', 2]));
    const first = freezeRows(rows(['b', 2]), idOf, before, true);
    expect(first.shown.map(({ id, gone }) => [id, gone])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    const second = freezeRows(rows(['b', 2], ['c', 3]), idOf, first.shown, true);
    expect(second.waiting).toBe(2);
    expect(freezeRows(rows(['b', 2], ['c', 3]), idOf, second.shown, false).shown.map(idOfShown)).toEqual(['b', 'c']);
  });
});

const idOfShown = (entry: { id: string }) => entry.id;
