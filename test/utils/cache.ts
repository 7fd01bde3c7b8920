import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemRandom } from '../../core/foundation/random.ts';
import { type Identity, randomIdentity } from '../../core/identity/index.ts';
import type { Completion } from '../../core/inference/backends/index.ts';
import {
  type AnswerOrigin,
  type CacheSettings,
  ResponseCache,
  type ResponseCacheModules,
} from '../../core/request/cache/index.ts';
import type { CacheLease, CacheQuestion } from '../../core/request/index.ts';
import { keepingLogger, type LoggedLine } from './keeping-logger.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { tempFolder } from './temp-folder.ts';

export const cacheSettings: CacheSettings = {
  enabled: true,
  backend: 'memory',
  maxBytes: 10_000_000,
  maxEntryBytes: 1_000_000,
  ttlMs: 60_000,
  redis: { url: 'redis://127.0.0.1:1', prefix: 'test:' },
  scope: 'shared',
  deterministicOnly: true,
  models: [],
  hitPriceMultiplier: 10n ** 18n,
};

export const answerOrigin: AnswerOrigin = {
  backendKind: 'lmstudio',
  backendName: 'studio',
  backendUrl: 'http://localhost:1234/v1',
  backendVersion: '1.0',
  quantization: 'Q4_K_M',
  contextLength: 4096,
  architecture: 'llama',
  modelBytes: 4_000_000_000,
};

export const cacheQuestion: CacheQuestion = {
  clientAddress: `0x${'1'.repeat(40)}`,
  model: 'model-a',
  prompt: 'What did the oracle whisper?',
  systemPrompt: 'You keep secrets.',
  temperature: 0,
  maxOutboundTokens: 100,
  contentFilterVersion: 'none',
};

export const cachedCompletion: Completion = {
  content: 'Nothing that anybody may read.',
  inboundTokens: 10,
  outboundTokens: 20,
  countedBy: 'backend',
  finishReason: 'stop',
  timeToFirstTokenMs: 5,
  durationMs: 50,
};

/** A cache with everything that a test wants to look at. */
export interface CacheRig {
  readonly cache: ResponseCache;
  readonly clock: ManualClock;
  readonly folder: string;
  readonly lines: LoggedLine[];
  ask(change?: Partial<CacheQuestion>): Promise<CacheLease>;
  /** Asks and answers as the one who generates. @throws when it need not be generated. */
  generate(change?: Partial<CacheQuestion>, completion?: Partial<Completion>): Promise<void>;
  /** Settles when so many answers were stored or dropped since the start. */
  stored(count: number): Promise<void>;
  /** Settles when the store is open. */
  ready(): Promise<void>;
  /** How the lease of a question is named. */
  kind(change?: Partial<CacheQuestion>): Promise<CacheLease['kind']>;
}

/** Starts a cache of its own; it ends with the running test. */
export async function startCache(
  settings: Partial<CacheSettings> = {},
  modules: Partial<ResponseCacheModules> & { readonly folder?: string; readonly identity?: Identity } = {},
): Promise<CacheRig> {
  const clock = createManualClock();
  const lines: LoggedLine[] = [];
  const folder = modules.folder ?? join(tempFolder(), 'cache');
  const cache = new ResponseCache(
    {
      identity: randomIdentity(),
      origin: () => answerOrigin,
      clock,
      random: systemRandom,
      logger: keepingLogger(lines),
      ...modules,
    },
    { settings: { ...cacheSettings, ...settings }, folder },
  );
  await cache.start();
  onTestFinished(() => cache.stop());
  const { signal } = new AbortController();
  const rig: CacheRig = {
    cache,
    clock,
    folder,
    lines,
    ask: (change = {}) => cache.open({ ...cacheQuestion, ...change }, signal),
    async generate(change = {}, completion = {}) {
      const lease = await rig.ask(change);
      if (lease.kind !== 'lead') throw new Error(`expected to generate, got ${lease.kind}`);
      const { stored, dropped } = (await cache.view()).counts;
      lease.settle({ ...cachedCompletion, ...completion });
      await rig.stored(stored + dropped + 1);
    },
    async stored(count) {
      for (;;) {
        const { stored, dropped } = (await cache.view()).counts;
        if (stored + dropped >= count) return;
        await new Promise(setImmediate);
      }
    },
    async ready() {
      while ((await cache.view()).state !== 'ready') await new Promise(setImmediate);
    },
    async kind(change = {}) {
      const lease = await rig.ask(change);
      if (lease.kind === 'lead') lease.settle(null);
      return lease.kind;
    },
  };
  return rig;
}
