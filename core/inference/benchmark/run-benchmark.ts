import type { Clock } from '../../foundation/clock.ts';
import type { RandomSource } from '../../foundation/random.ts';
import type { Completion, LlmClient } from '../backends/index.ts';
import { LEAST_REQUESTS } from './energy-per-token.ts';
import { type Benchmark, type BenchmarkCell, type Matrix, standardMatrix } from './interface.ts';
import { median } from './median.ts';

/** What a benchmark works with. */
export interface BenchmarkModules {
  readonly client: Pick<LlmClient, 'name' | 'complete'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Measures what is used from now until it is ended, joules; null where no power is measured. */
  readonly energy?: { begin(): { end(): number | null } };
}

/** What is measured, and how it is stopped. */
export interface BenchmarkOptions {
  readonly model: string;
  readonly signal: AbortSignal;
  /** @defaultValue {@link standardMatrix} */
  readonly matrix?: Matrix;
  /** Told after each cell. */
  readonly onCell?: (cell: BenchmarkCell) => void;
}

/**
 * Measures a model: a warm-up, then each cell of the matrix.
 *
 * @throws `BACKEND_*` where the warm-up fails, or the reason of the signal; later failures are counted.
 */
export async function runBenchmark(modules: BenchmarkModules, options: BenchmarkOptions): Promise<Benchmark> {
  const { client, clock } = modules;
  const { matrix = standardMatrix, model, signal } = options;
  const [shortest = 1] = matrix.promptTokens;
  const startedAtMs = clock.monotonicMs();
  await ask(modules, { ...options, promptTokens: shortest, outboundTokens: 8 });
  const warmUpMs = clock.monotonicMs() - startedAtMs;
  const cells: BenchmarkCell[] = [];
  for (const promptTokens of matrix.promptTokens) {
    for (const concurrency of matrix.concurrency) {
      const cell = await measure(modules, options, {
        promptTokens,
        concurrency,
        outboundTokens: matrix.outboundTokens,
      });
      cells.push(cell);
      options.onCell?.(cell);
    }
  }
  signal.throwIfAborted();
  return { model, backend: client.name, atMs: clock.nowMs(), warmUpMs, cells };
}

type Shape = Pick<BenchmarkCell, 'promptTokens' | 'outboundTokens' | 'concurrency'>;

async function measure(modules: BenchmarkModules, options: BenchmarkOptions, shape: Shape): Promise<BenchmarkCell> {
  const { clock, energy } = modules;
  const startedAtMs = clock.monotonicMs();
  const used = energy?.begin();
  const count = Math.max(shape.concurrency, LEAST_REQUESTS);
  const done: Completion[] = [];
  let left = count;
  // So many lines as may run at once, each taking the next request when its own is done.
  const lines = Array.from({ length: shape.concurrency }, async () => {
    while (left > 0) {
      left -= 1;
      const completion = await ask(modules, { ...options, ...shape }).catch(() => {
        options.signal.throwIfAborted();
        return null;
      });
      if (completion !== null) done.push(completion);
    }
  });
  await Promise.all(lines).finally(() => used?.end());
  const tookMs = clock.monotonicMs() - startedAtMs;
  const total = done.reduce((sum, { outboundTokens }) => sum + outboundTokens, 0);
  return {
    promptTokens: Math.round(median(done.map(({ inboundTokens }) => inboundTokens)) ?? shape.promptTokens),
    outboundTokens: Math.round(median(done.map(({ outboundTokens }) => outboundTokens)) ?? 0),
    concurrency: shape.concurrency,
    timeToFirstTokenMs: median(done.flatMap(({ timeToFirstTokenMs }) => timeToFirstTokenMs ?? [])),
    tokensPerSecond: median(done.flatMap((completion) => speedOf(completion) ?? [])),
    totalTokensPerSecond: done.length === 0 || tookMs <= 0 ? null : (total * 1000) / tookMs,
    energyJoules: done.length === 0 ? null : (used?.end() ?? null),
    failed: count - done.length,
  };
}

function speedOf({ outboundTokens, durationMs, timeToFirstTokenMs }: Completion): number | null {
  if (timeToFirstTokenMs === null || outboundTokens < 2 || durationMs <= timeToFirstTokenMs) return null;
  return ((outboundTokens - 1) * 1000) / (durationMs - timeToFirstTokenMs);
}

/** A prompt of about so many model tokens that no cache of the backend has seen. */
function promptOf(tokens: number, random: RandomSource): string {
  const words = ['ship', 'sea', 'wind', 'light', 'stone', 'river', 'cloud', 'salt'];
  const text = Array.from({ length: Math.max(1, tokens - 24) }, (_, index) => words[index % words.length]).join(' ');
  return `${random.id()} Continue this list of words for as long as you can: ${text}`;
}

function ask(
  { client, random }: BenchmarkModules,
  options: BenchmarkOptions & Pick<Shape, 'promptTokens' | 'outboundTokens'>,
): Promise<Completion> {
  const { model, signal, promptTokens, outboundTokens } = options;
  return client.complete(
    {
      model,
      prompt: promptOf(promptTokens, random),
      systemPrompt: null,
      temperature: 0,
      maxOutboundTokens: outboundTokens,
    },
    { signal },
  );
}
