import { z } from 'zod';

/** Whether a key does something in this version. What is `later` is checked, told to the owner, and does nothing. */
export type SettingOwner = 'now' | 'later';

/** When a changed key takes effect: while the executor runs, or at its next start. */
export type SettingReload = 'now' | 'restart';

/** What the tables of keys hand down to the keys in them. */
export interface SettingPlace {
  /** Path in the repository where the key acts: a file, or a folder where it is a room's. */
  readonly acts?: string;
  /** @defaultValue 'now' */
  readonly owner?: SettingOwner;
  /** @defaultValue 'restart' */
  readonly reload?: SettingReload;
}

/** What people are told about one key of the configuration file. */
export interface SettingAbout extends SettingPlace {
  /** One sentence: what it decides. */
  readonly description: string;
  /** What a value looks like, with its unit and bounds, for example `whole seconds, 1 to 300`. */
  readonly unit: string;
  /** The test that observes what the key does: the path of its file, and its title there. */
  readonly test?: { readonly file: string; readonly title: string };
  /** What to do when a value is refused, when there is more to say than the unit. */
  readonly hint?: string;
  /** A sentence more for the reference page. */
  readonly note?: string;
  /** Shown commented out in the default file where a key has no default; for a list of tables, one item. */
  readonly example?: unknown;
  /** `path`: a leading `~` stands for the home folder. `secret`: its value is never shown. */
  readonly kind?: 'path' | 'secret';
  /**
   * True where a value can name code, a file, a URL, an address to listen on or a secret: only the owner at the
   * computer changes it. A secret and a path always are.
   */
  readonly door?: boolean;
  /** For a path that the executor does not make itself: a missing file is worth a warning. */
  readonly mustExist?: boolean;
  /** For a path: where it is left out, the file of this name in the data folder. */
  readonly inDataFolder?: string;
  /** A sentence about a valid value that the owner should read, without the key's name: `is …`; null for none. */
  readonly warn?: (value: unknown) => string | null;
  /** For a key that acts: true for a well-formed value that nothing here can honour. The check warns, the start refuses. */
  readonly refusedWhen?: (value: unknown) => boolean;
  /**
   * For a key that is `later`: true for a value that asks for nothing, so that leaving it unread changes nothing.
   * `table` holds the keys beside it. @defaultValue true for the key's default only
   */
  readonly inertWhen?: (value: unknown, table: Readonly<Record<string, unknown>>) => boolean;
}

/** What people are told about a table of keys. */
export interface TableAbout extends SettingPlace {
  /** One sentence. */
  readonly description: string;
}

/** Adds what people are told to a key's schema; the last call on it. A default belongs into the schema itself. */
export function setting<Schema extends z.ZodType>(schema: Schema, about: SettingAbout): Schema {
  return schema.meta({ ...about });
}

/** A table inside a section, `[section.name]`. Left out, each of its keys has its default. */
export function tableSetting<const Keys extends z.ZodRawShape>(keys: Keys, about: TableAbout) {
  return z
    .strictObject(keys)
    .prefault({} as never)
    .meta({ ...about, unit: 'table of keys' });
}

/** A list of tables, `[[section.name]]`; left out, it is empty. `unit` says what one item is and how many there may be. */
export function tableListSetting<const Keys extends z.ZodRawShape>(
  keys: Keys,
  about: Omit<SettingAbout, 'inertWhen'> & { readonly maxItems: number },
) {
  const { maxItems, ...rest } = about;
  return z
    .array(z.strictObject(keys))
    .max(maxItems)
    .default([])
    .meta({ ...rest });
}

/** A table whose keys are free, `[section.name]` with `"any name" = value`; left out, it is empty. */
export function freeTableSetting<const Value extends z.ZodType>(
  value: Value,
  about: SettingAbout & { readonly maxKeys: number },
) {
  const { maxKeys, ...rest } = about;
  return z
    .record(z.string().min(1).max(256), value)
    .refine((table) => Object.keys(table).length <= maxKeys, `has more than ${maxKeys} keys`)
    .default({})
    .meta({ ...rest });
}

/** What {@link setting} said about a key. */
export function settingAbout(schema: z.ZodType): SettingAbout {
  const meta = schema.meta() as Partial<SettingAbout> | undefined;
  return { description: '', unit: '', ...meta };
}

/** One section of the configuration file. The room that obeys it owns it, in its `config.ts`. */
export interface SettingsSection<Settings = unknown> extends SettingPlace {
  /** Name between the brackets, snake_case. */
  readonly name: string;
  /** One sentence about the section. */
  readonly about: string;
  /** Over the whole section as TOML gives it; accepts a section that is left out. */
  readonly schema: z.ZodType;
  /** Valid values as the room uses them. Must not throw. */
  read(values: never): Settings;
}

interface SectionAbout extends SettingPlace {
  readonly name: string;
  readonly about: string;
}

type Values<Keys extends z.ZodRawShape> = { readonly [Key in keyof Keys]: z.output<Keys[Key]> };

/** Declares a section `[name]`; the types follow from `keys` and `read`. */
export function defineSection<const Keys extends z.ZodRawShape, Settings>(
  section: SectionAbout & { readonly keys: Keys; read(values: Values<Keys>): Settings },
): SettingsSection<Settings> & { readonly keys: Keys } {
  return { ...section, schema: z.strictObject(section.keys).prefault({} as never) };
}

/**
 * Declares a section whose feature this version does not have: it is checked and does nothing.
 * The executor refuses to start with a key that asks for something; with `enabled = false` the others ask for nothing.
 */
export function defineLaterSection<const Keys extends z.ZodRawShape>(
  section: Omit<SectionAbout, 'owner' | 'reload'> & { readonly acts: string; readonly keys: Keys },
): SettingsSection<null> {
  return defineSection({ ...section, owner: 'later', read: () => null });
}

/** Declares a section that is a list of tables, `[[name]]`. */
export function defineListSection<const Keys extends z.ZodRawShape, Settings>(
  section: SectionAbout & {
    readonly keys: Keys;
    readonly maxItems: number;
    /** Key whose text no two items may share. */
    readonly unique?: keyof Keys & string;
    /** One item, for the default file. */
    readonly example: unknown;
    read(items: readonly Values<Keys>[]): Settings;
  },
): SettingsSection<Settings> & { readonly keys: Keys } {
  const { maxItems, unique, about, example } = section;
  const unit = `[[${section.name}]] on a line of its own for each, at most ${maxItems}`;
  const schema = z
    .array(z.strictObject(section.keys))
    .max(maxItems)
    .superRefine(
      (items, context) => {
        if (unique === undefined) return;
        const names = items.map((item: Record<string, unknown> | null) => item?.[unique]);
        for (const [index, name] of names.entries())
          if (name !== undefined && names.indexOf(name) < index)
            context.addIssue({ code: 'custom', path: [index, unique], message: 'is there twice' });
      },
      // Also where an item has a problem: all problems are told at once.
      { when: ({ value }) => Array.isArray(value) },
    )
    .default([])
    .meta({ description: about, unit, example });
  return { ...section, schema };
}

/** Declares a section whose keys are free, `[name]` with `"any name" = value`. */
export function defineFreeSection<const Value extends z.ZodType, Settings>(
  section: SectionAbout & {
    readonly value: Value;
    readonly unit: string;
    readonly maxKeys: number;
    readonly example: unknown;
    readonly test?: SettingAbout['test'];
    read(values: Readonly<Record<string, z.output<Value>>>): Settings;
  },
): SettingsSection<Settings> {
  const { value, unit, maxKeys, about, example, test } = section;
  const told = { description: about, unit, maxKeys, example, ...(test && { test }) };
  return { ...section, schema: freeTableSetting(value, told) };
}
