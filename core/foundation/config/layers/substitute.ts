import type { TomlTable } from 'smol-toml';
import type { z } from 'zod';
import { settingAbout } from '../../settings.ts';
import type { Environment } from '../environment.ts';
import { expandHome } from '../paths.ts';
import { rootSchema } from '../sections.ts';
import { schemaInside } from '../tree/shape.ts';
import { isTable } from './is-table.ts';

/** A `${NAME}` whose variable is not set. */
export interface UnsetVariable {
  /** Path of the key from the root; items of a list have their index. */
  readonly path: readonly (string | number)[];
  readonly name: string;
}

const variable = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Replaces every `${NAME}` in the texts of a table by the variable of that name.
 * A text that names an unset (or empty) one is left out altogether, so that its default applies.
 */
export function substituteVariables<Table extends object>(
  table: Table,
  env: Environment,
): {
  readonly table: Table;
  readonly unset: readonly UnsetVariable[];
  /** Paths of the texts that hold the value of a variable, which may be a secret. */
  readonly taken: readonly UnsetVariable['path'][];
} {
  const unset: UnsetVariable[] = [];
  const taken: UnsetVariable['path'][] = [];
  return { table: walk(table, []) as Table, unset, taken };

  function walk(value: unknown, path: readonly (string | number)[]): unknown {
    if (typeof value === 'string') return replace(value, path);
    if (Array.isArray(value))
      return value.map((item, index) => walk(item, [...path, index])).filter((item) => item !== undefined);
    if (!isTable(value)) return value;
    const entries = Object.entries(value).map(([key, inside]) => [key, walk(inside, [...path, key])] as const);
    return Object.fromEntries(entries.filter(([, inside]) => inside !== undefined));
  }

  function replace(text: string, path: readonly (string | number)[]): string | undefined {
    const missing = [...text.matchAll(variable)].map((match) => match[1] ?? '').filter((name) => !env[name]);
    for (const name of missing) unset.push({ path, name });
    if (missing.length > 0) return undefined;
    const replaced = text.replace(variable, (_, name: string) => env[name] ?? '');
    if (replaced !== text) taken.push(path);
    return replaced;
  }
}

/** Replaces a leading `~` in the values of keys that are paths. */
export function expandPaths(table: TomlTable, env: Environment): TomlTable {
  return walk(table, rootSchema) as TomlTable;

  function walk(value: unknown, schema: z.ZodType): unknown {
    if (typeof value === 'string') return settingAbout(schema).kind === 'path' ? expandHome(value, env) : value;
    if (Array.isArray(value))
      return value.map((item, index) => {
        const inside = schemaInside(schema, index);
        return inside === null ? item : walk(item, inside);
      });
    if (!isTable(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const inside = schemaInside(schema, key);
        return [key, inside === null ? item : walk(item, inside)];
      }),
    );
  }
}
