import { stringify } from 'smol-toml';
import type { z } from 'zod';
import { type SettingsSection, settingAbout } from '../settings.ts';
import { sectionList } from './sections.ts';

const width = 110;

/**
 * A configuration file with every key of this version, its default, and a comment that says what it decides.
 * Keys without a default are commented out with an example. Read back, it is the default configuration.
 */
export function defaultConfigText(): string {
  const head = [
    'Lloom executor: the whole configuration, with the defaults of this version.',
    `A key that is taken out has its default. \${NAME} in a text stands for that variable of the environment.`,
  ];
  return `${head.map(comment).join('\n')}\n\n${sectionList.map(([, section]) => sectionText(section)).join('\n\n')}\n`;
}

function sectionText(section: SettingsSection): string {
  const keys = Object.entries(section.keys as Record<string, z.ZodType>);
  return [comment(section.about), `[${section.name}]`, ...keys.map(([key, schema]) => keyText(key, schema))].join('\n');
}

function keyText(key: string, schema: z.ZodType): string {
  const { description, unit, example } = settingAbout(schema);
  const byDefault = schema.safeParse(undefined);
  const value = byDefault.success ? byDefault.data : null;
  const line = tomlPair(key, value ?? example ?? '');
  return [comment(description), comment(`Expected: ${unit}.`), value === null ? `# ${line}` : line].join('\n');
}

/** `key = value` as TOML. */
export function tomlPair(key: string, value: unknown): string {
  return stringify({ [key]: value }).trimEnd();
}

/** A sentence as comment lines of bearable width. */
function comment(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}
