import type { z } from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { type SettingAbout, settingAbout } from '../settings.ts';
import { formatKeyPath, type KeyPath, valueAt } from './tree/key-path.ts';
import { schemaAt } from './tree/schema-at.ts';
import { shapeOf } from './tree/shape.ts';
import { unknownName } from './tree/unknown-name.ts';

/** One thing that is wrong with the configuration. JSON-safe; never holds a value that could be a secret. */
export type ConfigProblem = {
  /** Path of the file, `environment NAME`, or `option`. */
  readonly source: string;
  /** Line in the file, from 1; null where there is none. */
  readonly line: number | null;
  /** `section.key`, with the index for an item of a list: `network.bootstrap_peers[1]`. Empty for the whole file. */
  readonly key: string;
  /** End of a sentence that begins with the key. */
  readonly problem: string;
  /** What a value looks like, with its unit; null where no value was meant. */
  readonly expected: string | null;
  readonly hint: string | null;
};

/** Where a key was given. */
export type ConfigOrigin = Pick<ConfigProblem, 'source' | 'line'>;

/** A problem as one line of text. */
export function formatConfigProblem({ source, line, key, problem, expected, hint }: ConfigProblem): string {
  const place = line === null ? source : `${source}:${line}`;
  const sentences = [`${key === '' ? 'The file' : key} ${problem}${problem.endsWith('?') ? '' : '.'}`];
  if (expected !== null) sentences.push(`Expected: ${expected}.`);
  if (hint !== null) sentences.push(hint);
  return `${place}: ${sentences.join(' ')}`;
}

/** Problems of a whole configuration, from what its schemas found. */
export function problemsOf(
  table: unknown,
  issues: readonly z.core.$ZodIssue[],
  whereOf: (path: readonly PropertyKey[]) => ConfigOrigin,
): ConfigProblem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => {
          const path = [...issue.path, key] as KeyPath;
          return { ...whereOf(path), ...unknownName(path, isTableLike(valueAt(table, path))) };
        })
      : [valueProblem(table, issue, whereOf(issue.path))],
  );
}

const isTableLike = (value: unknown) => typeof value === 'object' && value !== null && !(value instanceof Date);

function valueProblem(table: unknown, issue: z.core.$ZodIssue, origin: ConfigOrigin): ConfigProblem {
  const value = valueAt(table, issue.path);
  const path = issue.path as KeyPath;
  const shape = tableShape(path);
  const wantsTables = shape !== null && issue.code === 'invalid_type';
  const about = aboutAt(path);
  return {
    ...origin,
    key: formatKeyPath(path),
    problem: wantsTables ? `is not a ${shape.what}` : sentenceOf(issue, value, about),
    expected: wantsTables ? shape.expected : about.unit,
    hint: wantsTables ? null : (suggestion(issue, value) ?? about.hint ?? null),
  };
}

/** What to write where a table or a list of them is due; null where a value is. */
function tableShape(path: KeyPath): { readonly what: string; readonly expected: string } | null {
  const schema = schemaAt(path);
  const kind = schema === null ? 'value' : shapeOf(schema).kind;
  const name = formatKeyPath(path);
  if (kind === 'list')
    return { what: 'list of tables', expected: `[[${name}]] on a line of its own for each, with its keys below` };
  if (kind === 'value') return null;
  const what = path.length === 1 ? 'section' : 'table of keys';
  return { what, expected: `[${name}] on a line of its own, with its keys below` };
}

/** What is told of the key at a path, or of the nearest one around it. */
function aboutAt(path: KeyPath): SettingAbout {
  for (let length = path.length; length > 0; length--) {
    const schema = schemaAt(path.slice(0, length));
    const about = schema === null ? null : settingAbout(schema);
    if (about !== null && about.unit !== '') return about;
  }
  return { description: '', unit: '' };
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown, about: SettingAbout): string {
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      // A schema's own sentence fits only the mistake that it was written for: a number where text is due.
      if (issue.expected === 'string' && typeof value === 'number' && !issue.message.startsWith('Invalid'))
        return issue.message;
      return issue.expected === 'int' ? 'is not a whole number' : `is ${kindOf(value)}, not ${wanted(issue.expected)}`;
    case 'too_big':
      return `${found(value, about)} ${typeof value === 'number' ? 'above' : 'longer than'} ${issue.maximum}`;
    case 'too_small':
      return `${found(value, about)} ${typeof value === 'number' ? 'below' : 'shorter than'} ${issue.minimum}`;
    case 'invalid_value':
      return typeof value === 'string' ? 'is none of the known ones' : `is ${kindOf(value)}, not text`;
    default:
      return issue.message;
  }
}

const found = (value: unknown, about: SettingAbout) =>
  typeof value === 'number' && about.kind !== 'secret' ? `is ${value},` : 'is';

function suggestion(issue: z.core.$ZodIssue, value: unknown): string | null {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return null;
  const near = didYouMean(value, issue.values.map(String));
  return near === null ? null : `Did you mean "${near}"?`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  bigint: 'a number too large',
  array: 'a list',
};

const wanted = (type: string) => kinds[type] ?? 'a value of this kind';

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date';
  return kinds[typeof value] ?? 'a section';
}
