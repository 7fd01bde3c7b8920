import type { TomlTable } from 'smol-toml';
import type { Environment } from './environment.ts';
import { type ConfigFlags, mergeLayers } from './layers/merge.ts';
import { expandPaths } from './layers/substitute.ts';
import { type ConfigProblem, problemsOf } from './problems.ts';
import { refusedKeys, refusedWarning } from './refused-options.ts';
import { type ExecutorConfig, readSections, rootSchema } from './sections.ts';
import { ConfigSnapshot } from './snapshot.ts';
import { advice } from './tree/advice.ts';
import { unavailableKeys, unavailableWarning } from './unavailable.ts';

/** Line of a path of the file, from 1; null when it is not in there. */
export type LineOf = (path: readonly PropertyKey[]) => number | null;

/** What a check found. `config` and `snapshot` are null when there are problems. */
export interface CheckedConfig {
  readonly config: ExecutorConfig | null;
  /** The same by key, with who gave each value. */
  readonly snapshot: ConfigSnapshot | null;
  readonly problems: readonly ConfigProblem[];
  /** Sentences for the owner; nothing that stops the executor. */
  readonly warnings: readonly string[];
}

/** What a check needs besides the values. */
export interface CheckOptions {
  readonly file: string;
  readonly lineOf: LineOf;
  readonly env: Environment;
  readonly flags: ConfigFlags;
  /** Paths of the values that the file takes from variables. */
  readonly taken?: readonly (readonly PropertyKey[])[];
}

/** Checks a whole configuration against the schemas of its sections and reports every problem at once. */
export function checkConfig(table: TomlTable, { file, lineOf, env, flags, taken = [] }: CheckOptions): CheckedConfig {
  const merged = mergeLayers(table, env, flags);
  const all = expandPaths(merged.table, env);
  const whereOf = (path: readonly PropertyKey[]) => {
    const { from, variable } = merged.originOf(path);
    if (from === 'environment') return { source: `environment ${variable}`, line: null };
    if (from === 'option') return { source: 'option', line: null };
    return { source: file, line: nearestLine(path, lineOf) };
  };
  const result = rootSchema.safeParse(all);
  const problems = [...merged.problems, ...problemsOf(all, result.error?.issues ?? [], whereOf)];
  if (!result.success || problems.length > 0) {
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return { config: null, snapshot: null, problems, warnings: merged.warnings };
  }
  const values = result.data as Readonly<Record<string, unknown>>;
  const takesVariable = variableFinder(taken);
  const snapshot = new ConfigSnapshot(values, (path) => {
    const origin = merged.originOf(path);
    return { ...origin, ...whereOf(path), takesVariable: origin.from === 'file' && takesVariable(path) };
  });
  const later = unavailableKeys(snapshot).map(unavailableWarning);
  const refused = refusedKeys(snapshot).map(refusedWarning);
  const warnings = [...merged.warnings, ...advice(snapshot, all), ...later, ...refused];
  return { config: deepFreeze(readSections(values)), snapshot, problems: [], warnings };
}

/** Items of one list are treated alike: where one was left out, the others have moved. */
function variableFinder(taken: CheckOptions['taken'] = []): (path: readonly PropertyKey[]) => boolean {
  const names = (path: readonly PropertyKey[]) => path.filter((part) => typeof part === 'string');
  const takers = taken.map(names);
  return (path) => {
    const asked = names(path);
    return takers.some((taker) => asked.every((name, index) => (taker[index] ?? name) === name));
  };
}

function nearestLine(path: readonly PropertyKey[], lineOf: LineOf): number | null {
  for (let length = path.length; length > 0; length--) {
    const line = lineOf(path.slice(0, length));
    if (line !== null) return line;
  }
  return null;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inside of Object.values(value)) deepFreeze(inside);
  }
  return value;
}
