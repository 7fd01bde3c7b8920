import type { TomlTable } from 'smol-toml';
import type { z } from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { Environment } from './environment.ts';
import { type ConfigFlags, isTable, type LayeredValue, layerValues, portVariable } from './layers.ts';
import { type ConfigOrigin, type ConfigProblem, valueProblems } from './problems.ts';
import { type ExecutorConfig, notReadYet, sectionByName, sectionList } from './sections.ts';

/** Line of a path of the file, from 1; null when it is not in there. */
export type LineOf = (path: readonly string[]) => number | null;

/** What {@link checkConfig} found. `config` is null when there are problems. */
export interface CheckedConfig {
  readonly config: ExecutorConfig | null;
  readonly problems: readonly ConfigProblem[];
}

/** Checks a whole configuration against the schemas of its sections and reports every problem at once. */
export function checkConfig(
  table: TomlTable,
  { file, lineOf, env, flags }: { file: string; lineOf: LineOf; env: Environment; flags: ConfigFlags },
): CheckedConfig {
  const layers = layerValues(table, env, flags);
  const problems = [...unknownNames(table, file, lineOf), ...unknownFlags(flags)];
  const config: Record<string, unknown> = {};
  for (const [property, section] of sectionList) {
    const values: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(section.keys as Record<string, z.ZodType>)) {
      const name = `${section.name}.${key}`;
      const layer = layers.get(name);
      const result = schema.safeParse(layer?.value);
      if (result.success) values[key] = result.data;
      else {
        const origin = originOf(layer, [section.name, key], file, lineOf);
        problems.push(...valueProblems(name, schema, layer?.value, result.error.issues, origin));
      }
    }
    config[property] = values;
  }
  if (problems.length > 0) return { config: null, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
  for (const [property, section] of sectionList) config[property] = section.read(config[property] as never);
  return { config: deepFreeze(config) as unknown as ExecutorConfig, problems };
}

function originOf(layer: LayeredValue | undefined, path: readonly string[], file: string, lineOf: LineOf) {
  return (inside: readonly PropertyKey[]): ConfigOrigin => {
    if (layer?.from === 'environment') return { source: `environment ${portVariable}`, line: null };
    if (layer?.from === 'option') return { source: 'option', line: null };
    return { source: file, line: lineOf([...path, ...inside.map(String)]) ?? lineOf(path) };
  };
}

function unknownNames(table: TomlTable, file: string, lineOf: LineOf): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const refuse = (path: readonly string[], what: 'section' | 'key', names: readonly string[]) =>
    problems.push({ source: file, line: lineOf(path), ...unknownName(path.join('.'), what, names) });
  for (const [name, value] of Object.entries(table)) {
    const section = sectionByName(name);
    if (section === undefined) refuse([name], isTable(value) || Array.isArray(value) ? 'section' : 'key', sectionNames);
    else if (!isTable(value))
      problems.push({
        source: file,
        line: lineOf([name]),
        key: name,
        problem: 'is not a section',
        expected: `[${name}] on a line of its own, with its keys below`,
        hint: null,
      });
    else
      for (const key of Object.keys(value))
        if (!Object.hasOwn(section.keys, key)) refuse([name, key], 'key', Object.keys(section.keys));
  }
  return problems;
}

const sectionNames = sectionList.map(([, { name }]) => name);

function unknownName(
  key: string,
  what: 'section' | 'key',
  names: readonly string[],
): Pick<ConfigProblem, 'key' | 'problem' | 'expected' | 'hint'> {
  if (notReadYet.has(key))
    return {
      key,
      problem: `is a ${what} that this version does not read`,
      expected: null,
      hint: 'Take it out, or put # in front of its lines.',
    };
  const near = didYouMean(key.split('.').at(-1) ?? '', names);
  return {
    key,
    problem: `is not a known ${what}`,
    expected: null,
    hint: near === null ? `Known here: ${names.join(', ')}.` : `Did you mean "${near}"?`,
  };
}

function unknownFlags(flags: ConfigFlags): ConfigProblem[] {
  return Object.keys(flags)
    .filter((flag) => {
      const [name = '', key = '', ...rest] = flag.split('.');
      return rest.length > 0 || !Object.hasOwn(sectionByName(name)?.keys ?? {}, key);
    })
    .map((flag) => ({ source: 'option', line: null, ...unknownName(flag, 'key', []), hint: null }));
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inside of Object.values(value)) deepFreeze(inside);
  }
  return value;
}
