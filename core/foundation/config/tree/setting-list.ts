import type { z } from 'zod';
import { type SettingAbout, type SettingOwner, type SettingReload, settingAbout } from '../../settings.ts';
import { rootSchema, sectionByName } from '../sections.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { schemaInside, shapeOf, type ValueType } from './shape.ts';

/** One key of the configuration file and everything that is known of it. JSON-safe. */
export interface SettingFacts {
  /** As in `network.protocols.enable_mdns`; `[]` stands for an item of a list, `*` for a free name. */
  readonly key: string;
  readonly section: string;
  /** `tables` and `free` only where the list or the free table as a whole is meant. */
  readonly type: ValueType | 'tables' | 'free';
  /** The values there are, where they are few. */
  readonly choices: readonly string[] | null;
  readonly description: string;
  readonly unit: string;
  readonly hint: string | null;
  /** A sentence more for the reference page. */
  readonly note: string | null;
  readonly kind: 'path' | 'secret' | null;
  /** As TOML would have it; null where it has none. */
  readonly default: unknown;
  /** Where it is left out, the file of this name in the data folder. */
  readonly inDataFolder: string | null;
  /** True where it must be given: a key of an item of a list. */
  readonly required: boolean;
  readonly owner: SettingOwner;
  readonly reload: SettingReload;
  readonly door: boolean;
  readonly acts: string | null;
  readonly test: { readonly file: string; readonly title: string } | null;
}

let all: readonly SettingFacts[] | undefined;

/** Every key there is, in the order of the default file. */
export function settingList(): readonly SettingFacts[] {
  all ??= Object.entries(rootSchema.shape as Record<string, z.ZodType>).flatMap(([name, schema]) =>
    collect([name], schema),
  );
  return all;
}

/** What is known of the key at a concrete path, as `models[0].name`; null where there is none. */
export function settingFacts(path: KeyPath): SettingFacts | null {
  let schema: z.ZodType = rootSchema;
  const general: string[] = [];
  for (const part of path) {
    const { kind } = shapeOf(schema);
    general.push(kind === 'list' ? '[]' : kind === 'free' ? '*' : String(part));
    const inside = schemaInside(schema, part);
    if (inside === null) return null;
    schema = inside;
  }
  const key = generalKey(general);
  return settingList().find((facts) => facts.key === key) ?? null;
}

function collect(path: readonly string[], schema: z.ZodType, above: SettingAbout[] = []): SettingFacts[] {
  const shape = shapeOf(schema);
  const abouts = [settingAbout(schema), ...above];
  switch (shape.kind) {
    case 'table':
      return Object.entries(shape.keys).flatMap(([key, inside]) => collect([...path, key], inside, abouts));
    case 'list':
      return withInside(facts(path, schema, abouts, 'tables'), collect([...path, '[]'], shape.item, abouts));
    case 'free':
      return withInside(facts(path, schema, abouts, 'free'), collect([...path, '*'], shape.value, abouts));
    case 'value':
      return [facts(path, schema, abouts, shape.type, shape.choices)];
  }
}

/** A whole list opens the doors of its items, and is changed as slowly as the slowest of their keys. */
function withInside(whole: SettingFacts, inside: readonly SettingFacts[]): SettingFacts[] {
  const door = whole.door || inside.some((one) => one.door);
  const reload = inside.some((one) => one.reload === 'restart') ? 'restart' : whole.reload;
  return [{ ...whole, door, reload }, ...inside];
}

function facts(
  path: readonly string[],
  schema: z.ZodType,
  abouts: readonly SettingAbout[],
  type: SettingFacts['type'],
  choices: readonly string[] | null = null,
): SettingFacts {
  const about = settingAbout(schema);
  const section = sectionByName(path[0]);
  const places = section === undefined ? abouts : [...abouts, section];
  const byDefault = schema.safeParse(undefined);
  return {
    key: generalKey(path),
    section: path[0] ?? '',
    type,
    choices,
    description: about.description,
    unit: about.unit,
    hint: about.hint ?? null,
    note: about.note ?? null,
    kind: about.kind ?? null,
    default: byDefault.success ? (byDefault.data ?? null) : null,
    inDataFolder: about.inDataFolder ?? null,
    required: !byDefault.success && about.inDataFolder === undefined,
    owner: places.find(({ owner }) => owner !== undefined)?.owner ?? 'now',
    reload: places.find(({ reload }) => reload !== undefined)?.reload ?? 'restart',
    door: about.door ?? about.kind !== undefined,
    acts: places.find(({ acts }) => acts !== undefined)?.acts ?? null,
    test: about.test ?? null,
  };
}

const generalKey = (path: readonly string[]) => path.map(formatPart).join('').replace(/^\./, '');
const formatPart = (part: string) => (part === '[]' ? part : part === '*' ? '.*' : `.${formatKeyPath([part])}`);
