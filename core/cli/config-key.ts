import { type KeyPath, parseKeyPath, schemaAt, unknownName } from '../foundation/config/index.ts';
import { ExecutorError } from '../foundation/errors/index.ts';

/** The path of a key as somebody typed it. @throws `CONFIG_KEY_UNKNOWN` with the nearest name. */
export function requireKey(text: string): KeyPath {
  const path = parseKeyPath(text);
  if (path !== null && schemaAt(path) !== null) return path;
  const { hint } = unknownName(path ?? [text]);
  throw new ExecutorError('CONFIG_KEY_UNKNOWN', { key: text.slice(0, 256), ...(hint === null ? {} : { hint }) });
}
