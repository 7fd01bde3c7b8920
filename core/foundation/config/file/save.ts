import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { TomlTable } from 'smol-toml';
import { replaceFile } from '../../atomic-file.ts';
import { ExecutorError } from '../../errors/index.ts';
import type { Environment } from '../environment.ts';
import { isTable } from '../layers/is-table.ts';
import { checkConfigText } from '../load.ts';
import { defaultConfigText, tomlLiteral } from '../output/default-text.ts';
import { setTomlValue } from '../toml/edit.ts';
import { removeTomlValue } from '../toml/remove.ts';
import { type KeyPath, parseKeyPath, valueAt } from '../tree/key-path.ts';
import { parseConfigText, readConfigText } from './read-file.ts';

/** A value as TOML has it: text, number, boolean, list or table; null takes the key out. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** What may be written, by key, for example `pricing.base_inbound_price` or `models[0].enabled`. */
export type ConfigValues = Readonly<Record<string, ConfigValue>>;

/** Saves follow one another, so that none works on a text that another is about to replace. */
let lastSave: Promise<unknown> = Promise.resolve();

/**
 * Sets keys in a configuration file and keeps everything else of it: comments, order, spaces, line ends, permissions.
 * Where there is no file, the default one is made first. A link is followed.
 *
 * @param env - Variables that the file may use. @defaultValue none
 * @throws `CONFIG_INVALID` when the result would not be valid, `CONFIG_UNREADABLE`, and `CONFIG_NOT_SAVED` when the
 *   keys cannot be set without touching more, when another program changed the file meanwhile, or when it cannot be
 *   written. The file is then as it was.
 */
export function saveConfigValues(file: string, values: ConfigValues, env: Environment = {}): Promise<void> {
  const save = lastSave.then(() => saveNow(file, values, env));
  lastSave = save.catch(() => {});
  return save;
}

/**
 * Writes the commented default file. Its folder is made when there is none.
 *
 * @throws `CONFIG_EXISTS` when there is a file already, `CONFIG_NOT_SAVED`.
 */
export async function createConfigFile(file: string): Promise<void> {
  if ((await readConfigText(file)) !== null) throw new ExecutorError('CONFIG_EXISTS', { file });
  await write(file, defaultConfigText());
}

async function saveNow(file: string, values: ConfigValues, env: Environment): Promise<void> {
  const before = await readConfigText(file);
  let text = before ?? defaultConfigText();
  for (const [name, value] of Object.entries(values)) text = setValue(text, name, value, file);
  const { config, problems } = checkConfigText(text, { file, env });
  if (config === null) throw new ExecutorError('CONFIG_INVALID', { file, problems });
  if (text === before) return;
  if ((await readConfigText(file)) !== before)
    throw new ExecutorError('CONFIG_NOT_SAVED', { file, reason: 'changed meanwhile' });
  await write(file, text);
}

/** Edits the text and proves that the result means what the text meant, but for this key. */
function setValue(text: string, name: string, value: ConfigValue, file: string): string {
  const unusual = { file, key: name, reason: 'unusual form' };
  const path = parseKeyPath(name);
  if (path === null || path.length < 2) throw new ExecutorError('CONFIG_NOT_SAVED', { ...unusual, reason: 'no key' });
  if (isDeepStrictEqual(valueAt(tableOf(text, file), path), value ?? undefined)) return text;
  const literal = value === null ? null : tomlLiteral(value);
  const expected = tableWith(text, path, literal, file);
  try {
    const names = path.map(String);
    const edited = literal === null ? removeTomlValue(text, names) : setTomlValue(text, names, literal);
    if (expected !== null && isDeepStrictEqual(tableOf(edited, file), expected)) return edited;
  } catch (error) {
    throw new ExecutorError('CONFIG_NOT_SAVED', unusual, { cause: error });
  }
  throw new ExecutorError('CONFIG_NOT_SAVED', unusual);
}

/** The text's table with one value changed; null where something else than a table is in its way. */
function tableWith(text: string, path: KeyPath, literal: string | null, file: string): TomlTable | null {
  const table = tableOf(text, file);
  let inside: unknown = table;
  for (const [at, part] of path.slice(0, -1).entries()) {
    if (isTable(inside)) {
      inside[part] ??= path[at + 1] === 0 ? [] : (tableOf('[x]', file).x ?? {});
      inside = inside[part];
    } else if (Array.isArray(inside)) {
      // The item behind the last one is a new one.
      if (part === inside.length) inside.push(tableOf('[x]', file).x);
      inside = inside[Number(part)];
    } else inside = undefined;
  }
  const last = path.at(-1) ?? '';
  const value = literal === null ? undefined : tableOf(`x = ${literal}`, file).x;
  if (isTable(inside) && value === undefined) delete inside[last];
  else if (isTable(inside) && value !== undefined) inside[last] = value;
  else if (Array.isArray(inside) && typeof last === 'number' && last < inside.length) inside[last] = value;
  else return null;
  return table;
}

function tableOf(text: string, file: string): TomlTable {
  const parsed = parseConfigText(text, file);
  if ('problem' in parsed) throw new ExecutorError('CONFIG_INVALID', { file, problems: [parsed.problem] });
  return parsed.table;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const target = await realpath(file).catch(() => file);
    // An access key may stand in it, so a new file is the owner's alone.
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o600,
    );
    await replaceFile(target, text, mode);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ExecutorError('CONFIG_NOT_SAVED', { file, reason }, { cause: error });
  }
}
