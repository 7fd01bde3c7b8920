import { describe, expect, it } from 'vitest';
import { createIdentity, randomIdentity } from '../../../core/identity/index.ts';
import { cachedCompletion, cacheSettings, startCache } from '../../utils/cache.ts';
import { startRedis } from '../../utils/redis.ts';

/** A cache on a server of its own, with one answer in it, and somebody else's client of that server. */
async function setUp() {
  const server = await startRedis();
  const settings = { ...cacheSettings, backend: 'redis', redis: { url: server.url, prefix: 'test:' } } as const;
  const rig = await startCache(settings);
  await rig.generate();
  const intruder = await server.client();
  const entries = async () => (await intruder.keys('test:*')).filter((key) => /:[0-9a-f]{64}$/.test(key)).sort();
  const [key = ''] = await entries();
  /** The bytes of the entry, as they are. */
  const bytes = async (name: string) => {
    const hex = await intruder.eval(
      `return (redis.call('GET', KEYS[1]):gsub('.', function(c) return string.format('%02x', c:byte()) end))`,
      { keys: [name] },
    );
    return Buffer.from(String(hex), 'hex');
  };
  const counts = async () => (await rig.cache.view()).counts;
  return { ...rig, server, settings, intruder, key, bytes, entries, counts };
}

describe('a Redis server that others write to', () => {
  it('gives what was stored there', async () => {
    const { kind, counts } = await setUp();
    expect(await kind()).toBe('hit');
    expect(await counts()).toMatchObject({ hits: 1, rejected: 0 });
  });

  it('cannot change an answer: an entry with any byte changed is a miss and a warning', async () => {
    const { kind, counts, intruder, key, bytes, lines } = await setUp();
    const good = await bytes(key);
    let tries = 0;
    for (let at = 0; at < good.length; at += Math.ceil(good.length / 20)) {
      const forged = Buffer.from(good);
      forged[at] = (forged[at] ?? 0) ^ 0x10;
      await intruder.set(key, forged);
      expect(await kind(), `byte ${at}`).toBe('lead');
      tries += 1;
    }
    await intruder.set(key, good);
    expect(await kind()).toBe('hit');
    expect(await counts()).toMatchObject({ hits: 1, rejected: tries, failures: 0 });
    // However many, the log is not filled with them.
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.context).toMatchObject({ code: 'CACHE_ENTRY_UNUSABLE', rejected: 1 });
    expect(JSON.stringify(lines)).not.toContain('oracle');
    expect(JSON.stringify(lines)).not.toContain(key.slice(-64));
  });

  it('cannot answer one question with the answer to another', async () => {
    const { kind, generate, counts, intruder, key, entries } = await setUp();
    await generate({ prompt: 'Is it raining?' }, { content: 'Yes.' });
    const other = (await entries()).find((name) => name !== key) ?? '';
    await intruder.copy(other, key, { REPLACE: true });
    expect(await kind()).toBe('lead');
    expect(await counts()).toMatchObject({ rejected: 1 });
    expect(await kind({ prompt: 'Is it raining?' })).toBe('hit');
  });

  it('cannot make an entry of its own, not with the key of another executor either', async () => {
    const { kind, counts, intruder, key, settings, bytes, entries } = await setUp();
    const before = await entries();
    const foreign = await startCache(settings, { identity: randomIdentity() });
    await foreign.generate();
    const theirs = (await entries()).find((name) => !before.includes(name)) ?? '';
    expect(theirs.slice(-64)).not.toBe(key.slice(-64));
    await intruder.set(key, await bytes(theirs));
    expect(await kind()).toBe('lead');
    await intruder.set(key, JSON.stringify({ storedAtMs: Date.now(), completion: cachedCompletion }));
    expect(await kind()).toBe('lead');
    expect(await counts()).toMatchObject({ rejected: 2, hits: 0 });
    expect(await foreign.kind()).toBe('hit');
  });

  it.each([
    ['a very large value', (key: string) => ['SET', key, 'x'.repeat(20_000_000)]],
    ['nothing', (key: string) => ['SET', key, '']],
    ['one byte', (key: string) => ['SET', key, 'x']],
    ['a list', (key: string) => ['LPUSH', key, 'x']],
    ['a hash', (key: string) => ['HSET', key, 'x', 'y']],
  ])('is not trusted with %s in the place of an entry, and the next answer takes its place', async (_what, command) => {
    const { kind, generate, intruder, key, counts } = await setUp();
    await intruder.del(key);
    await intruder.sendCommand(command(key));
    expect(await kind()).toBe('lead');
    expect((await counts()).failures).toBe(0);
    await generate();
    expect(await kind()).toBe('hit');
  });

  it('cannot keep an answer alive beyond its time', async () => {
    const { kind, intruder, key, clock, counts } = await setUp();
    await intruder.persist(key);
    clock.advance(cacheSettings.ttlMs);
    expect(await kind()).toBe('lead');
    expect(await counts()).toMatchObject({ rejected: 0, failures: 0 });
  });

  it.each([
    ['ages is a text', (root: string) => ['SET', `${root}ages`, 'x']],
    ['sizes is a list', (root: string) => ['LPUSH', `${root}sizes`, 'x']],
    ['the sum is no number', (root: string) => ['HSET', `${root}sizes`, 'total', 'x']],
    ['a size is no number', (root: string, name: string) => ['HSET', `${root}sizes`, name, 'x']],
  ])('cannot stop the cache by breaking its books: %s', async (_what, command) => {
    const { kind, generate, intruder, key, cache } = await setUp();
    const root = key.slice(0, -64);
    const [program = ''] = command(root, '');
    if (program !== 'HSET') await intruder.del(command(root, '')[1] ?? '');
    await intruder.sendCommand(command(root, key.slice(-64)));
    expect(await kind()).toBe('hit');
    await generate({ prompt: 'another' });
    expect(await kind({ prompt: 'another' })).toBe('hit');
    expect(await cache.view()).toMatchObject({ state: 'ready', counts: { stored: 2, dropped: 0, failures: 0 } });
  });

  it('keeps its bounds when the server itself drops a part of the books', async () => {
    const { cache, generate, intruder, key, settings } = await setUp();
    const root = key.slice(0, -64);
    cache.configure({ ...settings, maxBytes: 3000 });
    for (let index = 0; index < 4; index += 1) await generate({ prompt: `${index}` });
    await intruder.del(`${root}ages`);
    for (let index = 4; index < 12; index += 1) await generate({ prompt: `${index}` });
    const { entries, bytes } = await cache.view();
    expect(bytes ?? 0).toBeLessThanOrEqual(3000);
    expect(entries ?? 0).toBeGreaterThan(0);
  });
});

describe('a Redis server that does not answer', () => {
  it('holds a question up for 250 ms at most', async () => {
    const { server, kind, clock, counts } = await setUp();
    server.freeze();
    const asked = kind();
    await new Promise(setImmediate);
    clock.advance(250);
    expect(await asked).toBe('lead');
    server.thaw();
    expect(await counts()).toMatchObject({ failures: 1, hits: 0 });
    expect(await kind()).toBe('hit');
  });

  it('is left alone after five failures, and used again when it is back', async () => {
    const { server, kind, generate, clock, cache, lines, counts, ready } = await setUp();
    await server.kill();
    for (let index = 0; index < 20; index += 1) expect(await kind({ prompt: `${index}` })).toBe('lead');
    expect((await cache.view()).state).toBe('unreachable');
    expect((await counts()).failures).toBe(5);
    await server.restart();
    // The first try comes after half a second to one and a half; then the connection takes its own time.
    clock.advance(1500);
    await ready();
    await generate();
    expect(await kind()).toBe('hit');
    expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  it('does not keep a cache from starting', async () => {
    const identity = createIdentity(new Uint8Array(32).fill(9), 'memory');
    const { kind, cache, lines } = await startCache(
      { backend: 'redis', redis: { url: 'redis://user:hunter2@127.0.0.1:1', prefix: '' } },
      { identity },
    );
    expect(await kind()).toBe('lead');
    expect(await cache.view()).toMatchObject({ state: 'unreachable', entries: null });
    expect(JSON.stringify(lines)).toContain('ECONNREFUSED');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});
