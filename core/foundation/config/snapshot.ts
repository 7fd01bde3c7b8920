import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { Secret } from '../secret.ts';
import type { ValueOrigin } from './layers/merge.ts';
import { rootSchema } from './sections.ts';
import { formatKeyPath, type KeyPath, valueAt } from './tree/key-path.ts';
import { type SettingFacts, settingFacts } from './tree/setting-list.ts';
import { schemaInside, shapeOf } from './tree/shape.ts';

/** Who gave a value, and where it stands. */
export interface ValueSource {
  readonly from: ValueOrigin;
  /** Path of the file, `environment NAME`, or `option`; the file's also for a default. */
  readonly source: string;
  /** Line in the file, from 1; null where there is none. */
  readonly line: number | null;
  /** True where the file takes (part of) it from a variable of the environment: it may be a secret. */
  readonly takesVariable: boolean;
}

/** One key with its value. */
export interface ConfigEntry extends ValueSource {
  /** As in `models[0].name`. */
  readonly key: string;
  readonly path: KeyPath;
  /** As TOML would have it; a {@link Secret} for a secret, or a variable, that is set; null where there is none. */
  readonly value: unknown;
  readonly facts: SettingFacts;
}

/** A valid configuration by its keys. */
export class ConfigSnapshot {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #sourceOf: (path: KeyPath) => ValueSource;
  #entries: readonly ConfigEntry[] | undefined;

  constructor(values: Readonly<Record<string, unknown>>, sourceOf: (path: KeyPath) => ValueSource) {
    this.#values = values;
    this.#sourceOf = sourceOf;
  }

  /** Every key with its value, in the order of the default file; an empty list of tables is one entry. */
  entries(): readonly ConfigEntry[] {
    this.#entries ??= this.#collect([], this.#values, rootSchema);
    return this.#entries;
  }

  /** The entries at and below a path; none where there is no such key. */
  entriesBelow(path: KeyPath): readonly ConfigEntry[] {
    return this.entries().filter((entry) => path.every((part, index) => entry.path[index] === part));
  }

  /** The values beside and below a path, as TOML would have them. Secrets are in clear. */
  valueAt(path: KeyPath): unknown {
    return valueAt(this.#values, path);
  }

  #collect(path: KeyPath, value: unknown, schema: z.ZodType): ConfigEntry[] {
    const shape = shapeOf(schema);
    const inside =
      shape.kind === 'list'
        ? (value as readonly unknown[]).map((item, index) => [index, item] as const)
        : shape.kind === 'value' || value === null
          ? []
          : Object.entries(value as object);
    if (inside.length > 0)
      return inside.flatMap(([part, item]) =>
        this.#collect([...path, part], item, schemaInside(schema, part) ?? schema),
      );
    const facts = settingFacts(path);
    if (facts === null) return [];
    const source = this.#sourceOf(path);
    const isSecret = (facts.kind === 'secret' || source.takesVariable) && value !== null;
    const shown = isSecret ? new Secret(typeof value === 'string' ? value : JSON.stringify(value)) : value;
    return [{ key: formatKeyPath(path), path, value: shown, facts, ...source }];
  }
}

/** A key whose value changed, and what that takes. */
export interface ConfigChange {
  /** As in `models[0].name`; the whole list where items came or went. */
  readonly key: string;
  readonly reload: SettingFacts['reload'];
  readonly door: boolean;
}

/** The keys whose values differ between two configurations, in the order of the default file. */
export function diffConfig(before: ConfigSnapshot, after: ConfigSnapshot): readonly ConfigChange[] {
  const changes = new Map<string, ConfigChange>();
  const add = (path: KeyPath) => {
    const key = formatKeyPath(path);
    const facts = settingFacts(path);
    if (facts !== null) changes.set(key, { key, reload: facts.reload, door: facts.door });
  };
  const [left, right] = [before, after].map((one) => new Map(one.entries().map((entry) => [entry.key, entry])));
  for (const [key, { path }] of [...(left ?? []), ...(right ?? [])]) {
    if (left?.has(key) && right?.has(key) && isDeepStrictEqual(before.valueAt(path), after.valueAt(path))) continue;
    add(changedPath(path, before, after));
  }
  return [...changes.values()];
}

/** The path itself, or that of the list or free table around it where that became longer or shorter. */
function changedPath(path: KeyPath, before: ConfigSnapshot, after: ConfigSnapshot): KeyPath {
  for (let length = 1; length < path.length; length++) {
    const around = path.slice(0, length);
    const [a, b] = [before.valueAt(around), after.valueAt(around)];
    const isOpen = Array.isArray(a) || settingFacts(around)?.type === 'free';
    if (isOpen && !isDeepStrictEqual(Object.keys(a as object), Object.keys((b ?? {}) as object))) return around;
  }
  return path;
}
