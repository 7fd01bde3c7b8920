import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock as clock } from '../../../../../core/foundation/clock.ts';
import { silentLogger as logger } from '../../../../../core/foundation/logger.ts';
import { systemRandom as random } from '../../../../../core/foundation/random.ts';
import { BenchmarkStore, runBenchmark } from '../../../../../core/inference/benchmark/index.ts';
import { median } from '../../../../../core/inference/benchmark/median.ts';
import { type LlmServerOptions, startLlmServer } from '../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../utils/backend.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

async function open(options: Partial<LlmServerOptions> = {}) {
  const server = await startLlmServer({ dialect: 'openai', answer: () => 'word '.repeat(400), ...options });
  onTestFinished(() => server.close());
  const client = openBackend(backendSettings('openai', server.url));
  onTestFinished(() => client.close());
  return { server, client };
}

const model = 'qwen3-4b';
const matrix = { promptTokens: [128, 1024], outboundTokens: 32, concurrency: [1, 4] };

test('measures each cell with so many requests at once, and prompts that no cache knows', async () => {
  const { server, client } = await open({ latencyMs: 60, slots: 8 });
  const seen: number[] = [];
  const result = await runBenchmark(
    { client, clock, random },
    { model, matrix, signal: going(), onCell: ({ concurrency }) => seen.push(concurrency) },
  );
  expect(seen).toEqual([1, 4, 1, 4]);
  expect(server.stats()).toMatchObject({ served: 1 + 2 + 4 + 2 + 4, maxConcurrent: 4 });
  const prompts = server.chats.map(({ body }) => JSON.stringify(body));
  expect(new Set(prompts.map((prompt) => prompt.slice(0, 160))).size).toBe(prompts.length);
  for (const cell of result.cells) {
    expect(cell).toMatchObject({ outboundTokens: 32, failed: 0 });
    expect(cell.tokensPerSecond).toBeGreaterThan(0);
  }
  const [short, , long] = result.cells;
  expect(short?.promptTokens).toBeGreaterThan(100);
  expect(short?.promptTokens).toBeLessThan(200);
  expect(long?.promptTokens).toBeGreaterThan(900);
  expect(long?.promptTokens).toBeLessThan(1300);
  // Four at once, each as fast as one alone, make more together.
  const together = result.cells.map(({ totalTokensPerSecond }) => totalTokensPerSecond ?? 0);
  expect(together[1]).toBeGreaterThan((together[0] ?? 0) * 2);
});

test('counts requests that fail, and ends with the error where the first one does', async () => {
  const { server, client } = await open();
  server.setFault({ kind: 'status', status: 400 });
  await expectCode(runBenchmark({ client, clock, random }, { model, matrix, signal: going() }), 'BACKEND_REJECTED');
  server.setFault(null);
  const cells: number[] = [];
  const result = await runBenchmark(
    { client, clock, random },
    {
      model,
      matrix: { ...matrix, concurrency: [1, 2] },
      signal: going(),
      onCell: ({ failed }) => {
        cells.push(failed);
        server.setFault(cells.length === 1 ? { kind: 'status', status: 400 } : null, 1);
      },
    },
  );
  expect(result.cells.map(({ failed }) => failed)).toEqual([0, 1, 0, 0]);
});

test('ends when it is told to', async () => {
  const { client } = await open({ latencyMs: 50 });
  const stop = new AbortController();
  const running = runBenchmark(
    { client, clock, random },
    { model, matrix, signal: stop.signal, onCell: () => stop.abort(new Error('enough')) },
  );
  await expect(running).rejects.toThrow('enough');
});

test('the newest of each model is kept, in a file that may be broken', async () => {
  const file = join(tempFolder(), 'benchmarks.json');
  const one = (name: string, atMs: number) => ({ model: name, backend: 'b', atMs, warmUpMs: 1, cells: [] });
  const store = new BenchmarkStore({ logger }, { file });
  expect(await store.list()).toEqual([]);
  expect(existsSync(file)).toBe(false);
  await store.keep(one('a', 1));
  await store.keep(one('b', 2));
  await store.keep(one('a', 3));
  const again = new BenchmarkStore({ logger }, { file });
  expect(await again.list()).toEqual([one('a', 3), one('b', 2)]);
  for (let n = 0; n < 210; n += 1) await again.keep(one(`m${n}`, n));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(200);
  writeFileSync(file, '[{"model":');
  const broken = new BenchmarkStore({ logger }, { file });
  expect(await broken.list()).toEqual([]);
  await broken.keep(one('c', 4));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([one('c', 4)]);
});

test.each([
  [[], null],
  [[5], 5],
  [[3, 1], 2],
  [[9, 1, 2], 2],
])('the median of %j is %s', (numbers, expected) => {
  expect(median(numbers)).toBe(expected);
});
