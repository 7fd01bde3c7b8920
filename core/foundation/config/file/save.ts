import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { TomlTable } from 'smol-toml';
import { replaceFile } from '../../atomic-file.ts';
import { ExecutorError } from '../../errors/index.ts';
import type { Environment } from '../environment.ts';
import { isTable } from '../layers/is-table.ts';
import { checkConfigText } from '../load.ts';
import { defaultConfigText, tomlPair } from '../output/default-text.ts';
import { setTomlValue } from '../toml/edit.ts';
import { parseConfigText, readConfigText } from './read-file.ts';

/** What may be written, by dotted key, for example `pricing.base_inbound_price`. */
export type ConfigValues = Readonly<Record<string, string | number | boolean>>;

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
function setValue(text: string, name: string, value: string | number | boolean, file: string): string {
  const [section = '', key = ''] = name.split('.');
  const expected = tableOf(text, file);
  const inside = expected[section] ?? tableOf('[x]', file).x;
  if (!isTable(inside)) throw new ExecutorError('CONFIG_NOT_SAVED', { file, key: name, reason: 'unusual form' });
  if (inside[key] === value) return text;
  inside[key] = value;
  expected[section] = inside;
  try {
    const edited = setTomlValue(text, [section, key], tomlPair('x', value).slice('x = '.length));
    if (isDeepStrictEqual(tableOf(edited, file), expected)) return edited;
  } catch (error) {
    throw new ExecutorError('CONFIG_NOT_SAVED', { file, key: name, reason: 'unusual form' }, { cause: error });
  }
  throw new ExecutorError('CONFIG_NOT_SAVED', { file, key: name, reason: 'unusual form' });
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
