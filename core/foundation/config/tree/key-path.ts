import { TomlCursor } from '../toml/cursor.ts';

/** Where a value stands, from the root: names, and the index of an item of a list. */
export type KeyPath = readonly (string | number)[];

/** A path as people write it: `cache.redis.url`, `models[0].name`, `model_aliases."my model"`. */
export function formatKeyPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${/^[\w-]+$/.test(String(part)) ? String(part) : JSON.stringify(part)}`;
  }
  return text;
}

/**
 * Reads a path as {@link formatKeyPath} writes it.
 *
 * @returns Null when the text is no path.
 */
export function parseKeyPath(text: string): KeyPath | null {
  const path: (string | number)[] = [];
  const cursor = new TomlCursor(text);
  try {
    for (;;) {
      path.push(...cursor.readKey());
      for (let index = /^\[(\d{1,4})\]/.exec(text.slice(cursor.position)); index !== null; ) {
        path.push(Number(index[1]));
        cursor.position += index[0].length;
        index = /^\[(\d{1,4})\]/.exec(text.slice(cursor.position));
      }
      if (cursor.atEnd) return path;
      if (!cursor.startsWith('.')) return null;
      cursor.position++;
    }
  } catch {
    return null;
  }
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, part) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, part)
        ? (inside as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}
