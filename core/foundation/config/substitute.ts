import type { TomlTable } from 'smol-toml';
import type { z } from 'zod';
import { settingAbout } from '../settings.ts';
import type { Environment } from './environment.ts';
import { isTable } from './layers.ts';
import { expandHome } from './paths.ts';
import { sectionList } from './sections.ts';

/** A `${NAME}` whose variable is not set. */
export interface UnsetVariable {
  /** Path of the key from the root; items of a list have their index. */
  readonly path: readonly string[];
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
): { readonly table: Table; readonly unset: readonly UnsetVariable[] } {
  const unset: UnsetVariable[] = [];
  return { table: walk(table, []) as Table, unset };

  function walk(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string') return replace(value, path);
    if (Array.isArray(value))
      return value.map((item, index) => walk(item, [...path, String(index)])).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const entries = Object.entries(value).map(([key, inside]) => [key, walk(inside, [...path, key])] as const);
    return Object.fromEntries(entries.filter(([, inside]) => inside !== undefined));
  }

  function replace(text: string, path: readonly string[]): string | undefined {
    const missing = [...text.matchAll(variable)].map((match) => match[1] ?? '').filter((name) => !env[name]);
    for (const name of missing) unset.push({ path, name });
    return missing.length > 0 ? undefined : text.replace(variable, (_, name: string) => env[name] ?? '');
  }
}

/** Replaces a leading `~` in the values of keys that are paths. */
export function expandPaths(table: TomlTable, env: Environment): TomlTable {
  const expanded = { ...table };
  for (const [, section] of sectionList) {
    const values = expanded[section.name];
    if (!isTable(values)) continue;
    expanded[section.name] = Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        const schema = (section.keys as Record<string, z.ZodType | undefined>)[key];
        const isPath = schema !== undefined && settingAbout(schema).kind === 'path';
        return [key, isPath && typeof value === 'string' ? expandHome(value, env) : value];
      }),
    );
  }
  return expanded;
}
