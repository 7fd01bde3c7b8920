import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchExecutor } from '../../../core/executor/index.ts';
import { takeEnvironment } from '../../../core/foundation/config/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { LocalNetwork } from '../../../core/testing/index.ts';
import { createFakeNvidia } from '../../fakes/hardware/index.ts';
import { type FakeModel, startLlmServer } from '../../fakes/llm-server/index.ts';
import type { Closing } from './closing.ts';
import { eventually } from './eventually.ts';

/** Which requests arrive, and how. */
export interface AlternationOptions {
  /** Models of the requests, in the order of arrival. */
  readonly arrivals: readonly string[];
  /** `max_concurrent_requests` of the executor. */
  readonly slots: number;
  /** Requests that clients have under way at once; each asks the next one when it was answered. */
  readonly inFlight: number;
  readonly loadMs: number;
  readonly latencyMs: number;
}

/** How it went. */
export interface AlternationResult {
  /** Models of the answers, in the order in which these came. */
  readonly answers: readonly string[];
  readonly failed: number;
  readonly loads: number;
  /** Models that were in memory at once. */
  readonly mostInMemory: number;
  /** Longest time from asking to the answer, milliseconds. */
  readonly maxWaitMs: number;
  /** From the first question to the last answer, milliseconds. */
  readonly totalMs: number;
}

const MEBIBYTES = { card: 16_376, desktop: 500, model: 9600 };
/** Two of which do not fit together. */
export const rivals = ['model-a', 'model-b'] as const;

/** Models of `count` requests, mixed at random, the same ones for each seed. */
export function mixedArrivals(count: number, seed: number): readonly string[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return rivals[state >>> 31] as string;
  });
}

/** How often the model in memory is another one when requests are answered in the order of arrival. */
export function switchesOf(arrivals: readonly string[]): number {
  return arrivals.filter((model, index) => model !== arrivals[index - 1]).length;
}

/** Time that the order of arrival takes at best, where neighbours of the same model are answered together, milliseconds. */
export function naiveMs({ arrivals, inFlight, slots, loadMs, latencyMs }: AlternationOptions): number {
  const atOnce = Math.min(inFlight, slots);
  let totalMs = 0;
  let run = 0;
  for (const [index, model] of arrivals.entries()) {
    if (model !== arrivals[index - 1]) {
      totalMs += loadMs;
      run = 0;
    }
    if (run % atOnce === 0) totalMs += latencyMs;
    run += 1;
  }
  return totalMs;
}

/** Two models that do not fit together on one GPU, asked in turn; everything real but models and GPU. */
export async function alternate(closing: Closing, options: AlternationOptions): Promise<AlternationResult> {
  const { arrivals, slots, inFlight, loadMs, latencyMs } = options;
  const folder = await closing.folder();
  const tools = join(folder, 'bin');
  mkdirSync(tools);
  const nvidia = createFakeNvidia(tools);
  const held = new Set<string>();
  const show = () => {
    const memoryUsedMebibytes = MEBIBYTES.desktop + held.size * MEBIBYTES.model;
    nvidia.setGpus([{ memoryTotalMebibytes: MEBIBYTES.card, memoryUsedMebibytes }]);
  };
  show();
  let loads = 0;
  let mostInMemory = 0;
  const server = closing.add(
    await startLlmServer({
      dialect: 'lmstudio',
      latencyMs,
      loadMs,
      slots: 8,
      models: rivals.map((id): FakeModel => ({ id, type: 'llm', loaded: false, contextLength: 8192 })),
      onLoad({ id }) {
        loads += 1;
        held.add(id);
        mostInMemory = Math.max(mostInMemory, held.size);
        show();
      },
      onUnload({ id }) {
        held.delete(id);
        show();
      },
    }),
  );
  const network = new LocalNetwork();
  await network.start();
  closing.add({ close: () => network.stop() });
  writeFileSync(join(folder, 'config.toml'), configOf(network.validator.address, server.url, slots));
  const launched = await launchExecutor({
    face: 'cli',
    surroundings: { procRoot: await closing.folder() },
    environment: takeEnvironment({ LLOOM_DATA_DIR: folder, PATH: tools, HOME: folder }),
    logger: silentLogger,
  });
  closing.add({ close: () => launched.stop('now') });
  const { handlers } = launched.executor;
  await eventually('the executor serves', async () => {
    const { state, modelsServed } = await handlers['status.get']({}, { signal: new AbortController().signal });
    return state === 'serving' && modelsServed === rivals.length;
  });
  const clients = await Promise.all(Array.from({ length: Math.min(8, inFlight) }, () => network.addClient()));
  for (const client of clients) for (const executor of await client.findExecutors()) await client.connect(executor);

  let next = 0;
  const answers: string[] = [];
  let failed = 0;
  let maxWaitMs = 0;
  const asker = async (client: (typeof clients)[number]) => {
    for (let turn = next++; turn < arrivals.length; turn = next++) {
      const model = at(arrivals, turn);
      const askedMs = performance.now();
      try {
        await client.request({ model, prompt: `question ${turn}`, timeoutMs: 120_000 });
        answers.push(model);
      } catch {
        failed += 1;
      }
      maxWaitMs = Math.max(maxWaitMs, performance.now() - askedMs);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: inFlight }, (_, index) => asker(at(clients, index))));
  return { answers, failed, loads, mostInMemory, maxWaitMs, totalMs: performance.now() - startedMs };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There are none.');
  return item;
}

const configOf = (bootstrap: string, url: string, slots: number) => `[network]
listen_address = "/ip4/127.0.0.1/tcp/0"
bootstrap_peers = ["${bootstrap}"]
[llm_client]
backend = "lmstudio"
base_url = "${url}/v1"
[request_handling]
max_concurrent_requests = ${slots}
[presence]
enabled = false
${rivals.map((id) => `[[models]]\nname = "${id}"\ngpu_memory_gb = 10\n`).join('')}`;
