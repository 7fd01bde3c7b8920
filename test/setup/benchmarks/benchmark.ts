import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../system/project.ts';

/** Ratios and figures of one run; every name says its unit. Nested objects hold what belongs together. */
export type Figures = { readonly [name: string]: number | string | boolean | null | Figures | readonly Figures[] };

/** What a file of `test/perf` or `test/soak` exports. */
export interface Benchmark {
  /** One sentence: what is measured, and what it should be. */
  readonly about: string;
  /**
   * Measures once.
   *
   * @param options.small - A run of a few seconds that shows that the benchmark works; its figures mean little.
   * @throws Error when what is measured is not as it must be.
   */
  run(options: { readonly small: boolean }): Promise<Figures>;
}

/** The two kinds: `perf` measures, `soak` goes on for long. */
export type BenchmarkKind = 'perf' | 'soak';

const folderOf = (kind: BenchmarkKind) => join(projectRoot, 'test', kind);

/** Names of the benchmarks of a kind, sorted. */
export function listBenchmarks(kind: BenchmarkKind): readonly string[] {
  if (!existsSync(folderOf(kind))) return [];
  const suffix = `.${kind}.ts`;
  return readdirSync(folderOf(kind))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/** Loads a benchmark. @throws Error when there is none of this name, or its file does not export one. */
export async function loadBenchmark(kind: BenchmarkKind, name: string): Promise<Benchmark> {
  const known = listBenchmarks(kind);
  if (!known.includes(name))
    throw new Error(`There is no ${kind} "${name}". There are: ${known.join(', ') || 'none'}.`);
  const { about, run } = (await import(join(folderOf(kind), `${name}.${kind}.ts`))) as Partial<Benchmark>;
  if (typeof about !== 'string' || typeof run !== 'function')
    throw new Error(`${name} exports no "about" or no "run".`);
  return { about, run };
}
