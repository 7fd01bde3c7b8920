import { parseArgs } from 'node:util';
import { type BenchmarkKind, listBenchmarks, loadBenchmark } from './benchmark.ts';
import { formatFigures } from './print.ts';

/**
 * `perf|soak [NAME] [--json] [--small]`: runs one benchmark, or lists them all.
 * With `--json` standard output gets one JSON object and nothing else.
 *
 * @returns Exit status.
 */
export async function benchmarkCommand(kind: BenchmarkKind, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, small: { type: 'boolean' } },
  });
  const [name] = positionals;
  if (name === undefined) return list(kind, values.json === true);

  const benchmark = await loadBenchmark(kind, name);
  const writeResult = process.stdout.write.bind(process.stdout);
  // What a benchmark, or a library in it, prints on the way must not end up in the JSON.
  if (values.json) process.stdout.write = process.stderr.write.bind(process.stderr);
  const figures = await benchmark.run({ small: values.small === true });
  writeResult(
    values.json ? `${JSON.stringify({ name, ...figures })}\n` : `${benchmark.about}\n${formatFigures(figures)}`,
  );
  return 0;
}

async function list(kind: BenchmarkKind, asJson: boolean): Promise<number> {
  const benchmarks = await Promise.all(
    listBenchmarks(kind).map(async (name) => ({ name, about: (await loadBenchmark(kind, name)).about })),
  );
  const lines = benchmarks.map(({ name, about }) => `${name}: ${about}\n`);
  process.stdout.write(asJson ? `${JSON.stringify(benchmarks)}\n` : lines.join(''));
  return 0;
}
