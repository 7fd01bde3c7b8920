import { formatKeyPath } from '../tree/key-path.ts';
import { newItem } from './add-item.ts';
import { locateToml, samePath, type TomlHeader, type TomlPart, type TomlValueSpan } from './locate.ts';

type Pair = TomlValueSpan & { readonly place: 'line' | 'inline' };
type Path = readonly string[];

/**
 * Sets one key of a TOML text and leaves every other character as it is.
 * A key that is there keeps its line and its comment; a new one goes behind the last of its table, in the form that
 * the table is written in; a new table goes to the end, also one that is the next item of a list.
 *
 * @param text - Text that a TOML parser accepts.
 * @param path - From the root; items of a list by their index.
 * @param literal - The value as TOML writes it.
 * @throws `Error` when the text cannot be followed. The caller checks the result all the same.
 */
export function setTomlValue(text: string, path: Path, literal: string): string {
  const parts = locateToml(text);
  const existing = parts.find((part) => part.kind === 'value' && samePath(part.path, path));
  if (existing?.kind === 'value') return splice(text, existing.valueStart, existing.valueEnd, literal);

  const table = path.slice(0, -1);
  const header = parts.find((part): part is TomlHeader => part.kind === 'header' && samePath(part.path, table));
  const siblings = parts.filter(
    (part): part is Pair => isPair(part) && part.place === 'line' && startsWith(part.path, table),
  );
  const last = header ? siblings.findLast((part) => samePath(part.header, table)) : siblings.at(-1);
  const inline = parts.findLast((part) => part.kind === 'value' && startsWith(path, part.path));
  if (inline?.kind === 'value' && text[inline.valueStart] === '{')
    return addInline(text, inline, parts, pair(path.slice(inline.path.length), literal));
  if (header !== undefined) return addLine(text, last ?? header, pair(path.slice(table.length), literal));
  if (last !== undefined) return addLine(text, last, pair(path.slice(last.header.length), literal));
  const added = newItem(parts, table, pair(path.slice(-1), literal));
  if (added?.kind === 'inline') return splice(text, added.start, added.end, added.text);
  if (added) return addSection(text, added.header, pair(path.slice(-1), literal));
  const item = itemAround(parts, table);
  if (item === null) return addSection(text, `[${formatKeyPath(table)}]`, pair(path.slice(-1), literal));
  const lastOfItem = parts.findLast((part): part is Pair => isPair(part) && samePath(part.header, item.path));
  return addLine(text, lastOfItem ?? item, pair(path.slice(item.path.length), literal));
}

/** The header of the innermost item of a list that a path is in; a new table in it cannot go to the end of the text. */
function itemAround(parts: readonly TomlPart[], path: Path): TomlHeader | null {
  const headers = parts.filter((part): part is TomlHeader => part.kind === 'header' && startsWith(path, part.path));
  return headers.findLast((part) => /^\d+$/.test(part.path.at(-1) ?? '')) ?? null;
}

const pair = (path: Path, literal: string) => `${formatKeyPath(path)} = ${literal}`;

const startsWith = (path: Path, beginning: Path) => samePath(path.slice(0, beginning.length), beginning);

const isPair = (part: TomlPart): part is Pair => part.kind === 'value' && part.place !== 'item';

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Behind the last pair between the braces. */
function addInline(text: string, table: TomlValueSpan, parts: readonly TomlPart[], pair: string): string {
  const depth = table.path.length;
  const last = parts.findLast(
    (part) => isPair(part) && part.place === 'inline' && samePath(part.path.slice(0, depth), table.path),
  );
  if (last?.kind === 'value')
    return splice(text, outermostEnd(parts, last, depth), outermostEnd(parts, last, depth), `, ${pair}`);
  return splice(text, table.valueStart, table.valueEnd, `{ ${pair} }`);
}

/** End of the pair that stands directly between the braces and has `inner` in it. */
function outermostEnd(parts: readonly TomlPart[], inner: TomlValueSpan, depth: number): number {
  const around = parts.filter(
    (part): part is TomlValueSpan =>
      isPair(part) && part.start <= inner.start && part.valueEnd >= inner.valueEnd && part.path.length > depth,
  );
  return Math.max(...around.map(({ valueEnd }) => valueEnd));
}

/** On the line behind `part`, as far indented as that. */
function addLine(text: string, part: TomlHeader | Pair, line: string): string {
  const end = part.kind === 'header' ? part.end : part.valueEnd;
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, part.start))?.[0] ?? '';
  const lineEnd = text.indexOf('\n', end);
  const eol = lineBreakOf(text);
  return lineEnd === -1
    ? `${text}${eol}${indent}${line}${eol}`
    : splice(text, lineEnd + 1, lineEnd + 1, `${indent}${line}${eol}`);
}

function addSection(text: string, header: string, line: string): string {
  const eol = lineBreakOf(text);
  const before = /^\uFEFF?$/.test(text) ? text : `${text}${text.endsWith('\n') ? '' : eol}${eol}`;
  return `${before}${header}${eol}${line}${eol}`;
}

const lineBreakOf = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');
