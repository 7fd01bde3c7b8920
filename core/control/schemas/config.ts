import { z } from 'zod';
import { count, problem } from './common.ts';

/** One key of the configuration file: what it is set to, by whom, and what people are told about it. */
export const configKey = z.strictObject({
  /** `section.key`, as the file has them. */
  key: z.string(),
  section: z.string(),
  /** As TOML would have it, from whoever gave it; null when it is not set. Always null for a secret. */
  value: z.json(),
  /** False when nobody gave it and it has no default; all that is told of a secret. */
  isSet: z.boolean(),
  /** Null where it has none. */
  defaultValue: z.json(),
  /** Who gave the value. `option`: the command line, or the program that made the executor. */
  source: z.enum(['default', 'file', 'environment', 'option']),
  /** Line of the file where it stands, from 1; null where another one gave it. */
  line: count.nullable(),
  /** Name of the environment variable that gave it; null where another one did. */
  variable: z.string().nullable(),
  /** What kind of value it has. `texts` and `numbers` are lists; `tables`, `free` and `any` are edited in the file. */
  type: z.enum(['text', 'choice', 'number', 'whole-number', 'boolean', 'texts', 'numbers', 'tables', 'free', 'any']),
  /** What a `choice` chooses from; empty for every other type. */
  choices: z.array(z.string()),
  description: z.string(),
  /** What a value looks like, with its unit. */
  unit: z.string(),
  hint: z.string().nullable(),
  secret: z.boolean(),
  /** True when it opens a door: code, a file, a URL, a listen address, a secret. */
  door: z.boolean(),
  /** When a change acts. */
  reload: z.enum(['now', 'restart']),
  /** `later`: it is accepted and does nothing yet. */
  owner: z.enum(['now', 'later']),
  /** True when it was changed and the executor still runs with the value before. */
  needsRestart: z.boolean(),
});
export type ConfigKey = z.infer<typeof configKey>;

/** The whole configuration as the executor sees it now. */
export const configView = z.strictObject({
  /** Grows with every change. */
  revision: count,
  /** The file that is read and watched; null where there is none, as in the demo. */
  file: z.string().nullable(),
  sections: z.array(z.strictObject({ name: z.string(), about: z.string() })),
  keys: z.array(configKey),
  /** Keys that act only after a restart and were changed since the start. */
  needsRestart: z.array(z.string()),
  /** Why the file as it is now is not used; null when it is. */
  problem: problem.nullable(),
  /** What the configuration leaves out, in sentences. */
  warnings: z.array(z.string()),
});
export type ConfigView = z.infer<typeof configView>;

const item = z.union([z.string().max(4096), z.number(), z.boolean()]);

/** A value for a key; null takes the key out, so that its default applies. */
export const configValue = z.union([z.string().max(65_536), z.number(), z.boolean(), z.array(item).max(256), z.null()]);
export type ConfigValue = z.infer<typeof configValue>;

/** Keys to set, all or none. */
export const configChange = z.strictObject({
  values: z
    .array(z.strictObject({ key: z.string().min(1).max(256), value: configValue }))
    .min(1)
    .max(64),
});
