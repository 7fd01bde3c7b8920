import type { z } from 'zod';

/** What people are told about one key of the configuration file. */
export interface SettingAbout {
  /** One sentence: what it decides. */
  readonly description: string;
  /** What a value looks like, with its unit and bounds, for example `whole seconds, 1 to 300`. */
  readonly unit: string;
  /** What to do when a value is refused, when there is more to say than the unit. */
  readonly hint?: string;
  /** Shown commented out in the default file where a key has no default. */
  readonly example?: string | readonly string[];
  /** `path`: a leading `~` stands for the home folder. `secret`: its value is never shown. */
  readonly kind?: 'path' | 'secret';
}

/** Adds what people are told to a key's schema; the last call on it. A default belongs into the schema itself. */
export function setting<Schema extends z.ZodType>(schema: Schema, about: SettingAbout): Schema {
  return schema.meta({ ...about });
}

/** What {@link setting} said about a key. */
export function settingAbout(schema: z.ZodType): SettingAbout {
  const meta = schema.meta() as Partial<SettingAbout> | undefined;
  return { description: '', unit: '', ...meta };
}

/** One section of the configuration file. The room that obeys it owns it, in its `config.ts`. */
export interface SettingsSection<Keys extends z.ZodRawShape = z.ZodRawShape, Settings = unknown> {
  /** Name between the brackets, snake_case. */
  readonly name: string;
  /** One sentence about the section. */
  readonly about: string;
  /** Schema of each key by its snake_case name, over the value as TOML gives it. */
  readonly keys: Keys;
  /** Valid values as the room uses them. Must not throw. */
  read(values: { readonly [Key in keyof Keys]: z.output<Keys[Key]> }): Settings;
}

/** Declares a section; the types follow from `keys` and `read`. */
export function defineSection<const Keys extends z.ZodRawShape, Settings>(
  section: SettingsSection<Keys, Settings>,
): SettingsSection<Keys, Settings> {
  return section;
}
