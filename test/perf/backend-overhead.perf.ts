import { spawnLlmServer } from '../fakes/llm-server/spawn.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../utils/backend.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'Time of a streamed answer through our backend client over the time of reading the same stream with fetch alone; ' +
  'the added time for each piece of the answer should stay below 0.1 ms.';

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

/** Measures both ways in turn, one call at a time and eight at a time. */
export async function run({ small }: { small: boolean }) {
  const pieces = 400;
  const rounds = small ? 5 : 60;
  const server = await spawnLlmServer({ dialect: 'openai', slots: 8, words: pieces });
  const client = openBackend(backendSettings('openai', server.url));
  const request = buildCompletionRequest({ maxOutboundTokens: pieces });
  const body = JSON.stringify({
    model: request.model,
    messages: [{ role: 'user', content: request.prompt }],
    max_tokens: pieces,
    stream: true,
    stream_options: { include_usage: true },
  });
  const headers = { 'content-type': 'application/json' };

  async function raw(): Promise<void> {
    const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body });
    for await (const _ of response.body ?? []);
  }
  async function ours(): Promise<void> {
    const { outboundTokens } = await client.complete(request, { signal: going() });
    if (outboundTokens !== pieces) throw new Error(`${outboundTokens} pieces instead of ${pieces}`);
  }

  async function compare(parallel: number) {
    const times = { raw: [] as number[], ours: [] as number[] };
    for (let round = -2; round < rounds; round += 1) {
      const rawMs = await timed(() => Promise.all(Array.from({ length: parallel }, raw)));
      const oursMs = await timed(() => Promise.all(Array.from({ length: parallel }, ours)));
      if (round < 0) continue; // The first ones warm both up.
      times.raw.push(rawMs);
      times.ours.push(oursMs);
    }
    const [rawMs, oursMs] = [median(times.raw), median(times.ours)];
    return { rawMs, oursMs, ratio: oursMs / rawMs, addedMsPerPiece: (oursMs - rawMs) / (parallel * pieces) };
  }

  try {
    return { piecesPerAnswer: pieces, rounds, one: await compare(1), eight: await compare(8) };
  } finally {
    await client.close();
    await server.close();
  }
}
