import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../../core/foundation/clock.ts';
import type { Logger } from '../../../../../core/foundation/logger.ts';
import { RateLimiter, type RateLimitSettings } from '../../../../../core/request/rate-limit/index.ts';
import { eventually } from '../../../../utils/live/eventually.ts';
import { startRedis } from '../../../../utils/redis.ts';

const peer = (name: string) => ({ peerId: name, remoteAddress: '/ip4/192.0.2.1/tcp/1', clientAddress: '0xaa' });

const settingsOf = (url: string): RateLimitSettings => ({
  enabled: true,
  store: 'redis',
  redis: { url, prefix: 'test:' },
  rules: [{ identifier: 'peer_id', maxRequestsPerMinute: 3, maxTokensPerMinute: 1000, burstSize: 1 }],
});

/** A limiter on this server, and what it said. */
async function startLimiter(url: string) {
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  const logger: Logger = { debug: note, info: note, warn: note, error: note, child: () => logger };
  const counts = { rateLimited: () => {} };
  const limiter = new RateLimiter({ clock: systemClock, logger, counts }, settingsOf(url));
  await limiter.start();
  onTestFinished(() => limiter.stop());
  const passes = (name: string) =>
    limiter.takeRequest(peer(name)).then(
      () => true,
      () => false,
    );
  return { limiter, lines, passes };
}

/** Waits until the server holds something under this prefix: the limiter is connected. */
async function whenShared(redis: Awaited<ReturnType<typeof startRedis>>, touch: () => Promise<unknown>) {
  const client = await redis.client();
  await eventually('Redis counts', async () => {
    await touch();
    return (await client.keys('test:*')).length > 0;
  });
  return client;
}

describe('RateLimiter on Redis', () => {
  it('shares requests and model tokens between two executors', async () => {
    const redis = await startRedis();
    const [a, b] = [await startLimiter(redis.url), await startLimiter(redis.url)];
    const client = await whenShared(redis, () => a.passes(crypto.randomUUID()));
    await client.flushAll();
    await whenShared(redis, () => b.passes(crypto.randomUUID()));
    expect([await a.passes('x'), await b.passes('x'), await a.passes('x'), await b.passes('x')]).toEqual(
      new Array(4).fill(true),
    );
    expect([await a.passes('x'), await b.passes('x')]).toEqual([false, false]);

    const reservation = await a.limiter.reserve(peer('y'), 900);
    await expect(b.limiter.reserve(peer('y'), 200)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    reservation.settle(100);
    await eventually('the correction is shared', () => b.limiter.reserve(peer('y'), 800).then(() => true));
    await expect(a.limiter.reserve(peer('y'), 500)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('leaves keys that go by themselves, and gives requests back as time passes', async () => {
    const redis = await startRedis();
    const { passes, limiter } = await startLimiter(redis.url);
    const client = await whenShared(redis, () => passes(crypto.randomUUID()));
    await client.flushAll();
    for (let i = 0; i < 4; i++) expect(await passes('x')).toBe(true);
    expect(await passes('x')).toBe(false);
    const [key = ''] = await client.keys('test:*');
    expect(key).toBe('test:peer_id requests 3/min+1:x');
    const leftMs = await client.pTTL(key);
    expect(leftMs).toBeGreaterThan(70_000);
    expect(leftMs).toBeLessThanOrEqual(80_000);
    // As if 20 s had passed since.
    await client.set(key, String(Number(await client.get(key)) - 20_000), { KEEPTTL: true });
    expect([await passes('x'), await passes('x')]).toEqual([true, false]);
    (await limiter.reserve(peer('x'), 1000)).settle(Number.MAX_SAFE_INTEGER);
    const tokens = 'test:peer_id tokens 1000/min:x';
    await eventually('one more bucket is owed', async () => (await client.pTTL(tokens)) > 100_000);
    expect(await client.pTTL(tokens)).toBeLessThanOrEqual(120_000);
  });

  it('counts in memory while Redis is gone, says so once, and shares again when it is back', async () => {
    const redis = await startRedis();
    const { passes, lines } = await startLimiter(redis.url);
    await whenShared(redis, () => passes(crypto.randomUUID()));
    lines.splice(0);
    await redis.kill();
    let passed = 0;
    for (let i = 0; i < 20; i++) if (await passes('x')) passed += 1;
    expect(passed).toBe(4);
    expect(lines).toEqual(['Redis does not answer: rate limits are counted in memory, for this executor alone']);
    await redis.restart();
    await whenShared(redis, () => passes(crypto.randomUUID()));
    expect(lines.at(-1)).toBe('Redis answers again: rate limits are shared');
  });

  it('does not wait for a Redis that hangs', async () => {
    const redis = await startRedis();
    const { passes } = await startLimiter(redis.url);
    await whenShared(redis, () => passes(crypto.randomUUID()));
    redis.freeze();
    const startedMs = performance.now();
    let passed = 0;
    for (let i = 0; i < 50; i++) if (await passes('x')) passed += 1;
    redis.thaw();
    expect(passed).toBe(4);
    // One command waits its quarter of a second, the others are not even asked.
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('serves with the counts of the memory where Redis never was', async () => {
    const { passes } = await startLimiter('redis://127.0.0.1:1');
    const passed = [];
    for (let i = 0; i < 5; i++) passed.push(await passes('x'));
    expect(passed).toEqual([true, true, true, true, false]);
  });
});
