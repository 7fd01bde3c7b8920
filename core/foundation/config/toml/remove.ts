import { locateToml, samePath } from './locate.ts';

/**
 * Takes the line of one key out of a TOML text and leaves every other line as it is.
 *
 * @param text - Text that a TOML parser accepts.
 * @param path - From the root; items of a list by their index.
 * @throws `Error` when the key has no line of its own. The caller checks the result all the same.
 */
export function removeTomlValue(text: string, path: readonly string[]): string {
  const part = locateToml(text).find((candidate) => candidate.kind === 'value' && samePath(candidate.path, path));
  if (part?.kind !== 'value' || part.place !== 'line') throw new Error('no line of its own');
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
  const lineEnd = text.indexOf('\n', part.valueEnd);
  return text.slice(0, lineStart) + (lineEnd === -1 ? '' : text.slice(lineEnd + 1));
}
