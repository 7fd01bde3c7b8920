import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { RateLimiter, type RateLimitSettings } from '../../core/request/rate-limit/index.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'A million different peers, addresses and clients against three rules: what they leave in memory, which is bounded, and ' +
  'what each costs the processor. Limits: 64 MiB, 0.1 ms. Beside it, what the memory store of the library would keep of one rule.';

const limits = { heapMiB: 64, requestMs: 0.1 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const settings: RateLimitSettings = {
  enabled: true,
  store: 'memory',
  redis: { url: '', prefix: '' },
  rules: (['peer_id', 'ip_address', 'client_address'] as const).map((identifier) => ({
    identifier,
    maxRequestsPerMinute: 60,
    maxTokensPerMinute: 100_000,
    burstSize: 20,
  })),
};

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0');

/** A requester that nobody was before. */
function stranger(n: number) {
  const net = hex(n, 8);
  return {
    peerId: `16Uiu2HAm${String(n).padStart(44, 'x')}`,
    remoteAddress: `/ip6/2001:db8:${net.slice(0, 4)}:${net.slice(4)}::1/tcp/4001`,
    clientAddress: `0x${hex(n, 40)}`,
  };
}

async function heapGrowthMiB(work: () => Promise<unknown>): Promise<number> {
  collectGarbage();
  const before = process.memoryUsage();
  const kept = await work();
  collectGarbage();
  const after = process.memoryUsage();
  if (kept === undefined) throw new Error('Nothing was kept to be measured.');
  return (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 2 ** 20;
}

/** Lets every stranger through once, and one peer that is at its limit again and again. */
export async function run({ small }: { small: boolean }) {
  const peers = small ? 20_000 : 1_000_000;
  const counts = { rateLimited: () => {} };
  const started = process.cpuUsage();
  let peakMiB = 0;
  let refusedAtLimit = 0;
  let triesAtLimit = 0;
  const heapMiB = await heapGrowthMiB(async () => {
    const limiter = new RateLimiter({ clock: systemClock, logger: silentLogger, counts }, settings);
    const loud = stranger(-1 >>> 0);
    for (let n = 0; n < peers; n++) {
      const requester = stranger(n);
      await limiter.takeRequest(requester);
      (await limiter.reserve(requester, 5000)).settle(300);
      if (n % 1000 !== 0) continue;
      for (let i = 0; i < 100; i++) {
        triesAtLimit += 1;
        await limiter.takeRequest(loud).catch(() => (refusedAtLimit += 1));
      }
      peakMiB = Math.max(peakMiB, process.memoryUsage().heapUsed / 2 ** 20);
    }
    return limiter;
  });
  // Processor time rather than time on the wall, which other programs lengthen.
  const { user, system } = process.cpuUsage(started);
  const requestMs = (user + system) / 1000 / (peers + triesAtLimit);

  const libraryHeapMiB = await heapGrowthMiB(async () => {
    const library = new RateLimiterMemory({ points: 60, duration: 60 });
    for (let n = 0; n < peers; n++) await library.consume(stranger(n).peerId);
    return library;
  });
  if (heapMiB > limits.heapMiB) throw new Error(`${heapMiB} MiB are left of ${peers} peers.`);
  return {
    peers,
    heapMiB,
    peakMiB,
    requestMs,
    heapOverLimit: heapMiB / limits.heapMiB,
    requestOverLimit: requestMs / limits.requestMs,
    libraryHeapMiB,
    // A peer at its limit is refused, however many strangers come.
    refusedAtLimit: refusedAtLimit / triesAtLimit,
  };
}
