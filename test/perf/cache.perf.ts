import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { systemRandom } from '../../core/foundation/random.ts';
import { randomIdentity } from '../../core/identity/index.ts';
import type { Completion } from '../../core/inference/backends/index.ts';
import { type AnswerOrigin, type CacheSettings, ResponseCache } from '../../core/request/cache/index.ts';
import type { CacheQuestion } from '../../core/request/index.ts';
import { assertThat } from '../utils/assert-that.ts';

export const about =
  'What the cache adds to a request that misses it (memory: `missOverBudget` ≤ 1, the budget is 50 µs), what a hit takes, and how that compares with one hash of the question and one reading of the answer.';

const missBudgetUs = 50;

const settings: CacheSettings = {
  enabled: true,
  backend: 'memory',
  maxBytes: 500_000_000,
  maxEntryBytes: 1_000_000,
  ttlMs: 3_600_000,
  redis: { url: 'redis://127.0.0.1:1', prefix: '' },
  scope: 'per_client',
  deterministicOnly: true,
  models: [],
  hitPriceMultiplier: 10n ** 18n,
};
const origin: AnswerOrigin = {
  backendKind: 'lmstudio',
  backendName: 'studio',
  backendUrl: 'http://localhost:1234/v1',
  backendVersion: '1.0',
  quantization: 'Q4_K_M',
  contextLength: 4096,
  architecture: 'llama',
  modelBytes: 4_000_000_000,
};
const completion: Completion = {
  content: 'Nothing that anybody may read. '.repeat(64),
  inboundTokens: 250,
  outboundTokens: 500,
  countedBy: 'backend',
  finishReason: 'stop',
  timeToFirstTokenMs: 5,
  durationMs: 50,
};
const { signal } = new AbortController();

function question(number: number): CacheQuestion {
  return {
    clientAddress: `0x${'1'.repeat(40)}`,
    model: 'model-a',
    prompt: `${number} ${'What did the oracle whisper? '.repeat(34)}`,
    systemPrompt: 'You keep secrets.',
    temperature: 0,
    maxOutboundTokens: 500,
    contentFilterVersion: 'none',
  };
}

export async function run({ small }: { small: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'lloom-cache-perf-'));
  try {
    const count = small ? 500 : 4000;
    const memory = await measure('memory', folder, count);
    const disk = await measure('disk', folder, small ? 50 : 500);
    const primitivesUs = medianUs(await times(count, primitives));
    return {
      missOverBudget: memory.missUs / missBudgetUs,
      hitToPrimitives: memory.hitUs / primitivesUs,
      missToPrimitives: memory.missUs / primitivesUs,
      primitivesUs,
      memory,
      disk,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Median microseconds that requests wait for the cache; answers are stored behind them. */
async function measure(backend: CacheSettings['backend'], folder: string, count: number) {
  const modules = { clock: systemClock, random: systemRandom, logger: silentLogger };
  const cache = new ResponseCache(
    { ...modules, identity: randomIdentity(), origin: () => origin },
    { settings: { ...settings, backend }, folder: join(folder, backend) },
  );
  await cache.start();
  const notForItUs = medianUs(
    await times(count, (number) => cache.open({ ...question(number), temperature: 1 }, signal)),
  );
  const stored = async (atLeast: number) => {
    while ((await cache.view()).counts.stored < atLeast) await new Promise(setImmediate);
  };
  const misses: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const asked = performance.now();
    const lease = await cache.open(question(number), signal);
    assertThat(lease.kind === 'lead', 'a new question is generated');
    lease.settle(completion);
    misses.push(performance.now() - asked);
    // As many as wait to be stored at once would be dropped.
    if (number % 32 === 31) await stored(number + 1);
  }
  await stored(count);
  const hitUs = medianUs(
    await times(count, async (number) => {
      const lease = await cache.open(question(number), signal);
      assertThat(lease.kind === 'hit', 'an old question is answered');
    }),
  );
  await cache.stop();
  return { missUs: medianUs(misses), hitUs, notForItUs };
}

/** What no cache could do without: a hash of the question, and the answer from its bytes. */
async function primitives(number: number): Promise<void> {
  const name = createHmac('sha256', 'key')
    .update(JSON.stringify(question(number)))
    .digest('hex');
  const read = JSON.parse(stored.toString('utf8')) as Completion;
  assertThat(name.length === 64 && read.inboundTokens === 250, 'it was done');
}
const stored = Buffer.from(JSON.stringify(completion));

async function times(count: number, work: (number: number) => Promise<unknown>): Promise<number[]> {
  const durations: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const started = performance.now();
    await work(number);
    durations.push(performance.now() - started);
  }
  return durations;
}

function medianUs(durationsMs: readonly number[]): number {
  return ([...durationsMs].sort((a, b) => a - b)[Math.floor(durationsMs.length / 2)] ?? 0) * 1000;
}
