import { join } from 'node:path';
import type { TomlTable } from 'smol-toml';
import type { z } from 'zod';
import { settingAbout } from '../../settings.ts';
import type { Environment } from '../environment.ts';
import { dataPaths } from '../paths.ts';
import type { ConfigProblem } from '../problems.ts';
import { rootSchema } from '../sections.ts';
import { formatKeyPath, type KeyPath, parseKeyPath, valueAt } from '../tree/key-path.ts';
import { schemaAt } from '../tree/schema-at.ts';
import { shapeOf } from '../tree/shape.ts';
import { unknownName } from '../tree/unknown-name.ts';
import { environmentValues } from './environment-values.ts';
import { isTable } from './is-table.ts';

/**
 * Values by their dotted key, for example `network.listen_address`, from the command line. Undefined is not given;
 * null takes a key out, so that it has its default.
 */
export type ConfigFlags = Readonly<Record<string, unknown>>;

/** Who gave a value. */
export type ValueOrigin = 'default' | 'file' | 'environment' | 'option';

/** A configuration put together, not checked yet. */
export interface MergedConfig {
  readonly table: TomlTable;
  /** Who gave the value at a path, and the variable's name where it was one. */
  originOf(path: readonly PropertyKey[]): { readonly from: ValueOrigin; readonly variable: string | null };
  /** Names that were given outside the file and that there are not. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
}

/** Puts the environment over the file, and the options over both. */
export function mergeLayers(file: TomlTable, env: Environment, flags: ConfigFlags): MergedConfig {
  const table = structuredClone(file);
  const origins = new Map<string, { from: ValueOrigin; variable: string | null }>();
  const put = (path: KeyPath, value: unknown, from: ValueOrigin, variable: string | null = null) => {
    if (setAt(table, path, value)) origins.set(formatKeyPath(path), { from, variable });
  };
  putDataFiles(rootSchema, [], (path, name) => {
    if (valueAt(table, path) === undefined) put(path, join(dataPaths(env).dataFolder, name), 'default');
  });
  const given = environmentValues(table, env);
  for (const { path, value, name } of given.values) put(path, value, 'environment', name);
  const problems = [...given.problems];
  for (const [flag, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    const path = parseKeyPath(flag);
    if (path !== null && schemaAt(path) !== null) put(path, value, 'option');
    else problems.push({ source: 'option', line: null, ...unknownName(path ?? [flag]) });
  }
  const originOf: MergedConfig['originOf'] = (path) => {
    for (let length = path.length; length > 0; length--) {
      const origin = origins.get(formatKeyPath(path.slice(0, length)));
      if (origin !== undefined) return origin;
    }
    return { from: valueAt(file, path) === undefined ? 'default' : 'file', variable: null };
  };
  return { table, originOf, problems, warnings: given.warnings };
}

/** False where something that is no table is in the way; the check names that. */
function setAt(table: TomlTable, path: KeyPath, value: unknown): boolean {
  let inside: unknown = table;
  for (const [index, part] of path.slice(0, -1).entries()) {
    if (Array.isArray(inside) && typeof part === 'number' && part <= inside.length) {
      inside[part] ??= {};
      inside = inside[part];
    } else if (isTable(inside)) {
      inside[part] ??= typeof path[index + 1] === 'number' ? [] : {};
      inside = inside[part];
    } else return false;
  }
  const last = path.at(-1);
  if (last === undefined) return false;
  if (isTable(inside) && value === null) delete inside[last];
  else if (Array.isArray(inside) && typeof last === 'number' && last <= inside.length) inside[last] = value as never;
  else if (isTable(inside)) inside[last] = value as never;
  else return false;
  return true;
}

/** Calls `found` with each key that is a file of the data folder when it is left out. */
function putDataFiles(schema: z.ZodType, path: KeyPath, found: (path: KeyPath, name: string) => void): void {
  const shape = shapeOf(schema);
  const { inDataFolder } = settingAbout(schema);
  if (inDataFolder !== undefined) found(path, inDataFolder);
  if (shape.kind === 'table')
    for (const [key, inside] of Object.entries(shape.keys)) putDataFiles(inside, [...path, key], found);
}
