import { formatKeyPath } from '../tree/key-path.ts';
import { samePath, type TomlPart, type TomlValueSpan } from './locate.ts';

/** Where the first key of a new item of a list of tables goes. */
export type NewItem =
  /** Behind everything, below this header. */
  | { readonly kind: 'section'; readonly header: string }
  /** Instead of a part of the text. */
  | { readonly kind: 'inline'; readonly start: number; readonly end: number; readonly text: string };

/**
 * How a table at `path` is begun, where it is the next item of a list of tables; null where it is something else.
 *
 * @param pair - Its first key with its value.
 */
export function newItem(parts: readonly TomlPart[], path: readonly string[], pair: string): NewItem | null {
  const index = path.at(-1) ?? '';
  if (!/^\d+$/.test(index)) return null;
  const list = path.slice(0, -1);
  const items = parts.filter(({ path: at }) => at.length === path.length && samePath(at.slice(0, -1), list));
  if (Number(index) !== items.length) return null;
  const inline = parts.find((part): part is TomlValueSpan => part.kind === 'value' && samePath(part.path, list));
  if (inline === undefined) return { kind: 'section', header: `[[${formatKeyPath(list)}]]` };
  const last = items.at(-1);
  if (last?.kind === 'header') return null;
  // Behind the last item: a comma that stands there already goes on to end the list.
  if (last) return { kind: 'inline', start: last.valueEnd, end: last.valueEnd, text: `, { ${pair} }` };
  return { kind: 'inline', start: inline.valueStart, end: inline.valueEnd, text: `[{ ${pair} }]` };
}
