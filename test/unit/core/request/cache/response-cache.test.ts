import { describe, expect, it } from 'vitest';
import type { AnswerOrigin } from '../../../../../core/request/cache/index.ts';
import { answerOrigin, cachedCompletion, cacheQuestion, cacheSettings, startCache } from '../../../../utils/cache.ts';

const otherClient = { clientAddress: `0x${'2'.repeat(40)}` };

describe('ResponseCache', () => {
  it('gives an answer again with its counts and the time of its own', async () => {
    const { generate, ask, clock } = await startCache();
    await generate();
    clock.advance(1000);
    const lease = await ask();
    expect(lease).toEqual({
      kind: 'hit',
      completion: { ...cachedCompletion, timeToFirstTokenMs: null, durationMs: 0 },
    });
  });

  it('gives an answer that is not stored yet', async () => {
    const { ask, kind } = await startCache();
    const lease = await ask();
    if (lease.kind !== 'lead') throw new Error('it had to be generated');
    lease.settle(cachedCompletion);
    expect(await kind()).toBe('hit');
  });

  it('keeps no answer of a backend that stepped in for the one that was to answer', async () => {
    const { ask, kind } = await startCache();
    const [lead, follower] = [await ask(), await ask()];
    if (lead.kind !== 'lead' || follower.kind !== 'join') throw new Error('not shared');
    const wait = follower.wait(new AbortController().signal);
    lead.settle(cachedCompletion, 'another one');
    expect(await wait).toMatchObject({ content: cachedCompletion.content });
    const again = await ask();
    if (again.kind !== 'lead') throw new Error('it had to be generated');
    again.settle(cachedCompletion, answerOrigin.backendName);
    expect(await kind()).toBe('hit');
  });

  it('lets identical questions in flight share one generation and tells how long each waited', async () => {
    const { ask, cache, clock, generate } = await startCache();
    const lead = await ask();
    const [first, second] = [await ask(), await ask(otherClient)];
    if (lead.kind !== 'lead' || first.kind !== 'join' || second.kind !== 'join') throw new Error('not shared');
    const { signal } = new AbortController();
    const waits = [first.wait(signal), second.wait(signal)];
    clock.advance(700);
    lead.settle(cachedCompletion);
    const expected = { ...cachedCompletion, timeToFirstTokenMs: null, durationMs: 700 };
    expect(await Promise.all(waits)).toEqual([expected, expected]);
    await generate({ prompt: 'another' });
    expect((await cache.view()).counts).toMatchObject({ shared: 2, misses: 2, hits: 0, stored: 2 });
  });

  it('lets one of those who waited generate when the first one failed', async () => {
    const { ask, cache } = await startCache();
    const lead = await ask();
    const follower = await ask();
    if (lead.kind !== 'lead' || follower.kind !== 'join') throw new Error('not shared');
    const wait = follower.wait(new AbortController().signal);
    lead.settle(null);
    expect(await wait).toBeNull();
    const again = await Promise.all([ask(), ask(), ask()]);
    expect(again.map(({ kind }) => kind).sort()).toEqual(['join', 'join', 'lead']);
    expect((await cache.view()).counts).toMatchObject({ shared: 0, stored: 0 });
  });

  it('reads the texts of a question once, however often it is asked again', async () => {
    const { cache } = await startCache();
    let reads = 0;
    const question = {
      ...cacheQuestion,
      get prompt() {
        reads += 1;
        return 'Hi';
      },
    };
    const { signal } = new AbortController();
    for (const kind of ['lead', 'join', 'join']) expect(await cache.open(question, signal)).toMatchObject({ kind });
    expect(reads).toBe(1);
  });

  it('lets two questions of the same instant be one generation', async () => {
    const { ask } = await startCache();
    const leases = await Promise.all([ask(), ask(), ask()]);
    expect(leases.map(({ kind }) => kind)).toEqual(['lead', 'join', 'join']);
  });

  describe('by scope', () => {
    it('keeps the answers of each client for that client', async () => {
      const { generate, kind } = await startCache({ scope: 'per_client' });
      await generate();
      expect(await kind()).toBe('hit');
      expect(await kind(otherClient)).toBe('lead');
    });

    it('shares no generation between clients', async () => {
      const { ask } = await startCache({ scope: 'per_client' });
      expect([(await ask()).kind, (await ask(otherClient)).kind, (await ask()).kind]).toEqual(['lead', 'lead', 'join']);
    });

    it('gives the answers to everybody where the owner shares them', async () => {
      const { generate, kind } = await startCache({ scope: 'shared' });
      await generate();
      expect(await kind(otherClient)).toBe('hit');
    });
  });

  describe('by temperature', () => {
    it('leaves alone what is drawn by chance, also in flight', async () => {
      const { kind } = await startCache();
      expect(await kind({ temperature: 0.7 })).toBe('none');
      expect(await kind({ temperature: null })).toBe('none');
      expect(await kind({ temperature: 0 })).toBe('lead');
    });

    it('gives such answers again for the models that the owner names', async () => {
      const { generate, kind } = await startCache({ models: ['model-b'] });
      await generate({ model: 'model-b', temperature: 0.7 });
      expect(await kind({ model: 'model-b', temperature: 0.7 })).toBe('hit');
      expect(await kind({ model: 'model-b', temperature: null })).toBe('lead');
      expect(await kind({ model: 'model-a', temperature: 0.7 })).toBe('none');
    });

    it('gives all such answers again where the owner wants that', async () => {
      const { generate, kind } = await startCache({ deterministicOnly: false });
      await generate({ temperature: null });
      expect(await kind({ temperature: null })).toBe('hit');
    });
  });

  it('asks again when the program or the model behind a name is another one', async () => {
    let origin: AnswerOrigin = answerOrigin;
    const { generate, kind } = await startCache({}, { origin: () => origin });
    await generate();
    for (const change of [{ backendVersion: '2.0' }, { quantization: 'Q8_0' }, { contextLength: 1 }]) {
      origin = { ...answerOrigin, ...change };
      expect(await kind()).toBe('lead');
    }
    origin = answerOrigin;
    expect(await kind()).toBe('hit');
    expect(await kind({ contentFilterVersion: '2' })).toBe('lead');
  });

  it('forgets an answer when its time is over, and at once when the owner shortens it', async () => {
    const { generate, kind, clock, cache } = await startCache({ ttlMs: 60_000 });
    await generate();
    clock.advance(59_999);
    expect(await kind()).toBe('hit');
    cache.configure({ ...cacheSettings, ttlMs: 30_000 });
    expect(await kind()).toBe('lead');
    cache.configure(cacheSettings);
    await generate({ prompt: 'new' });
    clock.advance(60_000);
    expect(await kind({ prompt: 'new' })).toBe('lead');
  });

  it('keeps no answer that is larger than the owner allows', async () => {
    const { generate, kind, cache } = await startCache({ maxEntryBytes: 2000 });
    await generate({}, { content: 'x'.repeat(2000) });
    expect(await kind()).toBe('lead');
    await generate({}, { content: 'x'.repeat(1000) });
    expect(await kind()).toBe('hit');
    expect((await cache.view()).counts).toMatchObject({ stored: 1, dropped: 1 });
  });

  it('does nothing while it is not enabled, and begins when it is', async () => {
    const { generate, kind, cache } = await startCache({ enabled: false });
    expect(await kind()).toBe('none');
    expect(await cache.view()).toMatchObject({ enabled: false, state: 'off', entries: null });
    cache.configure(cacheSettings);
    await generate();
    expect(await kind()).toBe('hit');
    cache.configure({ ...cacheSettings, enabled: false });
    expect(await kind()).toBe('none');
  });

  it('goes to another place when the owner names one', async () => {
    const { generate, kind, cache, ready } = await startCache();
    await generate();
    cache.configure({ ...cacheSettings, backend: 'disk' });
    await ready();
    expect(await kind()).toBe('lead');
    await generate();
    expect(await kind()).toBe('hit');
    expect(await cache.view()).toMatchObject({ backend: 'disk', state: 'ready', entries: 1 });
  });

  it('removes everything when it is told to', async () => {
    const { generate, kind, cache } = await startCache();
    await generate();
    await cache.clear();
    expect(await cache.view()).toMatchObject({ entries: 0, bytes: 0 });
    expect(await kind()).toBe('lead');
  });

  it('asks the part of the price that the owner sets', async () => {
    const { cache } = await startCache({ hitPriceMultiplier: 10n ** 17n });
    const quote = { inboundPriceWei: 1000n, outboundPriceWei: 2001n };
    expect(cache.hitQuote(quote)).toEqual({ inboundPriceWei: 100n, outboundPriceWei: 200n });
    cache.configure(cacheSettings);
    expect(cache.hitQuote(quote)).toEqual(quote);
  });

  it('answers none when the client has left, and after it was stopped', async () => {
    const { cache, generate, kind } = await startCache();
    await generate();
    expect((await cache.open({ ...cacheQuestion, prompt: 'new' }, AbortSignal.abort())).kind).toBe('none');
    await cache.stop();
    await cache.stop();
    expect(await kind()).toBe('none');
    expect((await cache.view()).state).toBe('off');
  });

  it('counts what happens', async () => {
    const { cache, generate, kind } = await startCache();
    await generate();
    await kind();
    await kind();
    await kind({ prompt: 'another' });
    await kind({ temperature: 1 });
    expect(await cache.view()).toMatchObject({
      enabled: true,
      state: 'ready',
      scope: 'shared',
      entries: 1,
      maxBytes: cacheSettings.maxBytes,
      ttlSeconds: 60,
      counts: { hits: 2, misses: 2, shared: 0, stored: 1, dropped: 0, failures: 0, rejected: 0 },
    });
  });
});
