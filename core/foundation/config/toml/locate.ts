import { TomlCursor } from './cursor.ts';

/** A header, `[a.b]` or `[[a.b]]`; the path of the latter ends with the index of its item. Offsets are in UTF-16 units; `end` is behind the last bracket. */
export interface TomlHeader {
  readonly kind: 'header';
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** A value and where its text stands. */
export interface TomlValueSpan {
  readonly kind: 'value';
  /** From the root; items of a list have their index. */
  readonly path: readonly string[];
  /** Path of the header it stands under; the root's is empty. */
  readonly header: readonly string[];
  /** `line`: `key = value` on its own; `inline`: between braces; `item`: of a list. */
  readonly place: 'line' | 'inline' | 'item';
  /** Start of the key; of the value for an item. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export type TomlPart = TomlHeader | TomlValueSpan;

/**
 * Where everything in a TOML text stands, in the order of the text, a value before what is inside it.
 *
 * @param text - Text that a TOML parser accepts.
 * @throws `Error` when it cannot be followed.
 */
export function locateToml(text: string): readonly TomlPart[] {
  const cursor = new TomlCursor(text);
  const parts: TomlPart[] = [];
  const items = new Map<string, number>();
  let header: readonly string[] = [];
  for (cursor.skipGap(); !cursor.atEnd; cursor.skipGap()) {
    const start = cursor.position;
    if (cursor.startsWith('[')) {
      header = readHeader(cursor, items);
      parts.push({ kind: 'header', path: header, start, end: cursor.position });
    } else readPair(cursor, parts, header, header, 'line');
    if (cursor.position === start) throw new Error('no progress');
  }
  return parts;
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** True when both paths are the same. */
export function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** The path of a header with the index of each list item on its way; `items` counts the items of each list so far. */
function readHeader(cursor: TomlCursor, items: Map<string, number>): readonly string[] {
  const isItem = cursor.startsWith('[[');
  cursor.position += isItem ? 2 : 1;
  cursor.skipBlanks();
  const path: string[] = [];
  const names = cursor.readKey();
  for (const [index, name] of names.entries()) {
    path.push(name);
    const list = JSON.stringify(path);
    if (isItem && index === names.length - 1) items.set(list, (items.get(list) ?? 0) + 1);
    const count = items.get(list);
    if (count !== undefined) path.push(String(count - 1));
  }
  cursor.skipBlanks();
  cursor.position += isItem ? 2 : 1;
  return path;
}

type Path = readonly string[];

function readPair(cursor: TomlCursor, parts: TomlPart[], header: Path, parent: Path, place: 'line' | 'inline'): void {
  const start = cursor.position;
  const path = [...parent, ...cursor.readKey()];
  cursor.skipBlanks();
  if (!cursor.startsWith('=')) throw new Error('no value here');
  cursor.position++;
  cursor.skipBlanks();
  readValue(cursor, parts, header, { path, place, start });
}

function readValue(
  cursor: TomlCursor,
  parts: TomlPart[],
  header: Path,
  value: Pick<TomlValueSpan, 'path' | 'place' | 'start'>,
): void {
  const valueStart = cursor.position;
  const slot = parts.push({ kind: 'value', header, ...value, valueStart, valueEnd: valueStart }) - 1;
  if (cursor.startsWith('[')) readItems(cursor, parts, header, value.path);
  else if (cursor.startsWith('{')) readInline(cursor, parts, header, value.path);
  else if (cursor.startsWith('"') || cursor.startsWith("'")) cursor.skipString();
  else cursor.skipBare();
  if (cursor.position === valueStart) throw new Error('no value here');
  parts[slot] = { kind: 'value', header, ...value, valueStart, valueEnd: cursor.position };
}

function readItems(cursor: TomlCursor, parts: TomlPart[], header: Path, path: Path): void {
  cursor.position++;
  for (let index = 0; ; index++) {
    cursor.skipGap(true);
    if (cursor.startsWith(']')) break;
    readValue(cursor, parts, header, { path: [...path, String(index)], place: 'item', start: cursor.position });
  }
  cursor.position++;
}

function readInline(cursor: TomlCursor, parts: TomlPart[], header: Path, path: Path): void {
  cursor.position++;
  for (;;) {
    cursor.skipGap(true);
    if (cursor.startsWith('}')) break;
    readPair(cursor, parts, header, path, 'inline');
  }
  cursor.position++;
}
