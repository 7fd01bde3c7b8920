import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import {
  RateLimiter,
  type RateLimitRule,
  type RateLimitSettings,
} from '../../../../../core/request/rate-limit/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

const limited = expect.objectContaining({ code: 'RATE_LIMITED' });

const rule = (change: Partial<RateLimitRule>): RateLimitRule => ({
  identifier: 'peer_id',
  maxRequestsPerMinute: null,
  maxTokensPerMinute: null,
  burstSize: 0,
  ...change,
});

const settingsOf = (rules: readonly RateLimitRule[]): RateLimitSettings => ({
  enabled: true,
  store: 'memory',
  redis: { url: '', prefix: '' },
  rules,
});

const from = (peerId: string, remoteAddress = '/ip4/192.0.2.1/tcp/1', clientAddress = '0xaa') => ({
  peerId,
  remoteAddress,
  clientAddress,
});

function setUp(...rules: RateLimitRule[]) {
  const clock = createManualClock();
  const refusals: string[] = [];
  const counts = { rateLimited: (label: string) => void refusals.push(label) };
  const limiter = new RateLimiter({ clock, logger: silentLogger, counts }, settingsOf(rules));
  /** How many of so many requests pass. */
  const pass = async (requester: ReturnType<typeof from>, tries: number) => {
    let passed = 0;
    for (let i = 0; i < tries; i++) {
      await limiter.takeRequest(requester).then(
        () => passed++,
        () => {},
      );
    }
    return passed;
  };
  return { clock, limiter, refusals, pass };
}

describe('RateLimiter', () => {
  it('lets a minute of requests and the burst on top of it through at once, each peer alone', async () => {
    const { pass, refusals } = setUp(rule({ maxRequestsPerMinute: 6, burstSize: 2 }));
    expect(await pass(from('a'), 12)).toBe(8);
    expect(await pass(from('b'), 12)).toBe(8);
    expect(refusals).toEqual(new Array(8).fill('peer_id requests 6/min+2'));
  });

  it('gives requests back evenly, not a minute later all at once', async () => {
    const { pass, clock } = setUp(rule({ maxRequestsPerMinute: 6 }));
    expect(await pass(from('a'), 6)).toBe(6);
    clock.advance(9_999);
    expect(await pass(from('a'), 1)).toBe(0);
    clock.advance(1);
    expect(await pass(from('a'), 3)).toBe(1);
    clock.advance(3_600_000);
    expect(await pass(from('a'), 10)).toBe(6);
  });

  it('says which rule refused and when to come again', async () => {
    const { limiter, clock } = setUp(rule({ maxRequestsPerMinute: 6 }));
    for (let i = 0; i < 6; i++) await limiter.takeRequest(from('a'));
    clock.advance(4_000);
    await expect(limiter.takeRequest(from('a'))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { rule: 'peer_id requests 6/min', retryAfterMs: 6_000 },
    });
  });

  it('counts an IPv6 customer as one, and an IPv4 address however it is written', async () => {
    const { pass } = setUp(rule({ identifier: 'ip_address', maxRequestsPerMinute: 2 }));
    expect(await pass(from('a', '/ip6/2001:db8::1/tcp/1'), 2)).toBe(2);
    expect(await pass(from('b', '/ip6/2001:db8::2:1/tcp/1'), 2)).toBe(0);
    expect(await pass(from('c', '/ip6/2001:db8:0:1::1/tcp/1'), 2)).toBe(2);
    expect(await pass(from('d', '/ip4/192.0.2.7/tcp/1'), 2)).toBe(2);
    expect(await pass(from('e', '/ip6/::ffff:192.0.2.7/tcp/1'), 2)).toBe(0);
  });

  it('takes a request of the client address once that is proved, not before', async () => {
    const { limiter, pass } = setUp(rule({ identifier: 'client_address', maxRequestsPerMinute: 1 }));
    expect(await pass(from('a'), 5)).toBe(5);
    await limiter.reserve(from('a'), 1);
    await expect(limiter.reserve(from('b'), 1)).rejects.toThrow(limited);
    await limiter.reserve(from('a', '/ip4/192.0.2.1/tcp/1', '0xbb'), 1);
  });

  it('reserves model tokens before they are used and corrects them after, once', async () => {
    const { limiter, clock } = setUp(rule({ maxTokensPerMinute: 6000 }));
    const first = await limiter.reserve(from('a'), 5000);
    await expect(limiter.reserve(from('a'), 2000)).rejects.toThrow(limited);
    first.settle(1000);
    first.settle(0);
    await limiter.reserve(from('a'), 5000);
    await expect(limiter.reserve(from('a'), 1)).rejects.toThrow(limited);
    clock.advance(60_000);
    const second = await limiter.reserve(from('a'), 6000);
    second.settle(9000);
    clock.advance(30_000);
    await expect(limiter.reserve(from('a'), 1)).rejects.toThrow(limited);
    clock.advance(10);
    await limiter.reserve(from('a'), 1);
  });

  it('never gives back more than a full bucket, however late the correction comes', async () => {
    const { limiter, clock } = setUp(rule({ maxTokensPerMinute: 6000 }));
    const first = await limiter.reserve(from('a'), 6000);
    clock.advance(60_000);
    const second = await limiter.reserve(from('a'), 6000);
    clock.advance(60_000);
    first.settle(0);
    second.settle(0);
    await limiter.reserve(from('a'), 6000);
    await expect(limiter.reserve(from('a'), 1)).rejects.toThrow(limited);
  });

  it('lets a request that could use more than a minute in when nothing is used yet, and only then', async () => {
    const { limiter } = setUp(rule({ maxTokensPerMinute: 1000 }));
    const big = await limiter.reserve(from('a'), 50_000);
    big.settle(10);
    await expect(limiter.reserve(from('a'), 50_000)).rejects.toThrow(limited);
  });

  it('holds a client for at most one more bucket, whatever a backend says it used', async () => {
    const { limiter, clock } = setUp(rule({ maxTokensPerMinute: 1000 }));
    (await limiter.reserve(from('a'), 1000)).settle(Number.MAX_SAFE_INTEGER);
    clock.advance(60_000);
    await expect(limiter.reserve(from('a'), 1)).rejects.toThrow(limited);
    clock.advance(60_000);
    await limiter.reserve(from('a'), 1000);
  });

  it('takes nothing of the other rules when one refuses', async () => {
    const { limiter, pass, clock } = setUp(
      rule({ identifier: 'peer_id', maxRequestsPerMinute: 2 }),
      rule({ identifier: 'ip_address', maxRequestsPerMinute: 1 }),
    );
    await limiter.takeRequest(from('a'));
    expect(await pass(from('a'), 20)).toBe(0);
    clock.advance(60_000);
    expect(await pass(from('a', '/ip4/192.0.2.2/tcp/1'), 2)).toBe(1);
    expect(await pass(from('a', '/ip4/192.0.2.3/tcp/1'), 2)).toBe(1);
  });

  it('obeys changed rules at once and keeps the counts of those that stay', async () => {
    const stays = rule({ maxRequestsPerMinute: 2 });
    const { limiter, pass } = setUp(stays, rule({ identifier: 'ip_address', maxRequestsPerMinute: 1 }));
    expect(await pass(from('a'), 1)).toBe(1);
    await limiter.configure(settingsOf([stays]));
    expect(await pass(from('a'), 5)).toBe(1);
    await limiter.configure({ ...settingsOf([stays]), enabled: false });
    expect(await pass(from('a'), 50)).toBe(50);
  });

  it('forgets the peer that was quiet longest when more come than it remembers, and nobody else', async () => {
    const { limiter, pass } = setUp(rule({ maxRequestsPerMinute: 1 }));
    await limiter.takeRequest(from('first'));
    for (let i = 1; i < 100_000; i++) await limiter.takeRequest(from(`p${i}`));
    expect(await pass(from('first'), 1)).toBe(0);
    await limiter.takeRequest(from('p100000'));
    expect(await pass(from('first'), 1)).toBe(0);
    expect(await pass(from('p2'), 1)).toBe(0);
    expect(await pass(from('p1'), 1)).toBe(1);
  });
});
