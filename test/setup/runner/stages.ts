import { join } from 'node:path';
import { type BenchmarkKind, listBenchmarks } from '../benchmarks/benchmark.ts';
import { projectRoot } from '../system/project.ts';
import { commandStage } from './command-stage.ts';
import type { Stage } from './stage.ts';
import { vitestStage } from './vitest-stage.ts';

const minuteMs = 60_000;
const program = (...path: readonly string[]) => join(projectRoot, 'node_modules', ...path);
const setup = join(projectRoot, 'test', 'setup');
const typescript = program('typescript', 'bin', 'tsc');
const biome = program('@biomejs', 'biome', 'bin', 'biome');

/** Everything that `npm test` runs, cheapest first. Each stage has a limit, so the whole has one. */
export function allStages(): readonly Stage[] {
  return [
    commandStage('types of core, electron and test', [typescript, '-p', 'tsconfig.json'], 2 * minuteMs),
    commandStage('types of the renderer', [typescript, '-p', 'tsconfig.renderer.json'], 2 * minuteMs),
    commandStage('lint and format', [biome, 'check', '--error-on-warnings', '.'], 2 * minuteMs),
    commandStage('unused files, exports and packages', [join(setup, 'unused', 'knip.ts')], 2 * minuteMs),
    vitestStage('unit, compliance and integration tests', 'vitest.config.ts', 15 * minuteMs),
    vitestStage('end-to-end tests', 'vitest.e2e.config.ts', 10 * minuteMs),
    ...smallBenchmarks('perf'),
    ...smallBenchmarks('soak'),
  ];
}

function smallBenchmarks(kind: BenchmarkKind): readonly Stage[] {
  const script = join(setup, 'tasks', `${kind}.ts`);
  return listBenchmarks(kind).map((name) =>
    commandStage(`${kind} ${name}, small`, [script, name, '--small', '--json'], 2 * minuteMs),
  );
}
