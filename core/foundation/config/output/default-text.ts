import { stringify } from 'smol-toml';
import type { z } from 'zod';
import { type SettingPlace, settingAbout } from '../../settings.ts';
import { sectionList } from '../sections.ts';
import { formatKeyPath } from '../tree/key-path.ts';
import { shapeOf } from '../tree/shape.ts';

const width = 110;

/**
 * A configuration file with every key that does something in this version, its default, and a comment that says what
 * it decides. Keys without a default are commented out with an example. Read back, it is the default configuration.
 */
export function defaultConfigText(): string {
  const head = [
    'Lloom executor: the whole configuration, with the defaults of this version.',
    `A key that is taken out has its default. \${NAME} in a text stands for that variable of the environment.`,
  ];
  const blocks = sectionList.flatMap(({ name, about, schema, owner }) => tableText([name], schema, { about, owner }));
  return `${head.map(comment).join('\n')}\n\n${blocks.join('\n\n')}\n`;
}

/** A section or a table, and the tables in it, as blocks of text. */
function tableText(
  path: readonly string[],
  schema: z.ZodType,
  { about, owner }: { about: string; owner: SettingPlace['owner'] },
): string[] {
  if (owner === 'later') return [];
  const name = formatKeyPath(path);
  const shape = shapeOf(schema);
  const { unit, example } = settingAbout(schema);
  const head = [comment(about)];
  if (shape.kind !== 'table') {
    const text = stringify(nested(path, shape.kind === 'list' ? [example] : example)).trim();
    return [[...head, comment(`Expected: ${unit}.`), text.replace(/^(?=.)/gm, '# ')].join('\n')];
  }
  const keys = Object.entries(shape.keys).filter(([, inside]) => settingAbout(inside).owner !== 'later');
  const isTable = (inside: z.ZodType) => shapeOf(inside).kind !== 'value';
  const values = keys.filter(([, inside]) => !isTable(inside)).map(([key, inside]) => keyText(key, inside));
  const tables = keys
    .filter(([, inside]) => isTable(inside))
    .flatMap(([key, inside]) => {
      const { description, owner: ownOwner } = settingAbout(inside);
      return tableText([...path, key], inside, { about: description, owner: ownOwner });
    });
  return [[...head, `[${name}]`, ...values].join('\n'), ...tables];
}

function keyText(key: string, schema: z.ZodType): string {
  const { description, unit, example } = settingAbout(schema);
  const byDefault = schema.safeParse(undefined);
  const value = byDefault.success ? byDefault.data : null;
  const line = tomlPair(key, value ?? example ?? '');
  return [comment(description), comment(`Expected: ${unit}.`), value === null ? `# ${line}` : line].join('\n');
}

function nested(path: readonly string[], value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}

/** `key = value` as TOML on one line. */
export function tomlPair(key: string, value: unknown): string {
  return `${formatKeyPath([key])} = ${tomlLiteral(value)}`;
}

/** A value as TOML writes it behind a key: tables in braces, everything on one line. */
export function tomlLiteral(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(tomlLiteral).join(', ')} ]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const pairs = Object.entries(value).map(([key, inside]) => tomlPair(key, inside));
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  return stringify({ x: value }).trimEnd().slice('x = '.length);
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
