import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isExecutorError } from '../../core/foundation/errors/index.ts';
import type { CacheStore, StoreLimits } from '../../core/request/cache/index.ts';

const KIB = 1024;
const limits: StoreLimits = { maxBytes: 1024 * KIB, maxEntryBytes: 128 * KIB, ttlMs: 60_000 };
const call = () => ({ signal: new AbortController().signal });

/** A store that is made for one test, empty and not started. */
export interface CacheStoreSetup {
  readonly store: CacheStore;
  /** Lets time pass for its entries. */
  elapse(byMs: number): Promise<void>;
}

/** A name as the cache makes them. */
export function entryName(label: string): string {
  return createHash('sha256').update(label).digest('hex');
}

function bytes(length: number, fill: number): Uint8Array {
  return new Uint8Array(length).fill(fill);
}

/** What every kind of store must do. */
export function testCacheStore(kind: string, setUp: (limits: StoreLimits) => Promise<CacheStoreSetup>): void {
  describe(`CacheStore: ${kind}`, () => {
    let store: CacheStore;
    let elapse: CacheStoreSetup['elapse'];

    beforeEach(async () => {
      ({ store, elapse } = await setUp(limits));
      await store.start();
    });
    afterEach(() => store.stop());

    const get = async (label: string) => {
      const value = await store.get(entryName(label), call());
      return value && new Uint8Array(value);
    };
    const set = (label: string, value: Uint8Array) => store.set(entryName(label), value, call());

    it('gives back the bytes that were set, whatever they are, and null for what was not', async () => {
      const value = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 256);
      await set('a', value);
      expect(await get('a')).toEqual(value);
      expect(await get('b')).toBeNull();
    });

    it('replaces an entry and counts it once', async () => {
      await set('a', bytes(50_000, 1));
      const once = await store.usage(call());
      await set('a', bytes(50_000, 2));
      expect(await get('a')).toEqual(bytes(50_000, 2));
      expect(await store.usage(call())).toEqual(once);
    });

    it('removes one entry, and is content when there is none', async () => {
      await set('a', bytes(10, 1));
      await set('b', bytes(10, 2));
      await store.delete(entryName('a'), call());
      await store.delete(entryName('a'), call());
      expect(await get('a')).toBeNull();
      expect(await get('b')).toEqual(bytes(10, 2));
      expect((await store.usage(call())).entries).toBe(1);
    });

    it('removes everything', async () => {
      for (let index = 0; index < 20; index += 1) await set(`entry ${index}`, bytes(100, index));
      await store.clear(call());
      expect(await get('entry 3')).toBeNull();
      expect(await store.usage(call())).toEqual({ entries: 0, bytes: 0 });
      await set('a', bytes(10, 1));
      expect(await get('a')).toEqual(bytes(10, 1));
    });

    it('keeps an entry until its time to live is over, and no longer', async () => {
      await set('a', bytes(10, 1));
      await elapse(limits.ttlMs - 5000);
      expect(await get('a')).toEqual(bytes(10, 1));
      await elapse(5001);
      expect(await get('a')).toBeNull();
      expect(await store.usage(call())).toEqual({ entries: 0, bytes: 0 });
    });

    it('obeys a new time to live for what is set from then on', async () => {
      store.configure({ ...limits, ttlMs: 10_000 });
      await set('a', bytes(10, 1));
      await elapse(10_001);
      expect(await get('a')).toBeNull();
    });

    it('stays within its size by removing the oldest entries first', async () => {
      for (let index = 0; index < 40; index += 1) await set(`entry ${index}`, bytes(60 * KIB, index));
      const usage = await store.usage(call());
      expect(usage.bytes).toBeLessThanOrEqual(limits.maxBytes);
      expect(usage.bytes).toBeGreaterThanOrEqual(usage.entries * 60 * KIB);
      expect(usage.entries).toBeGreaterThanOrEqual(14);
      for (let index = 0; index < 40; index += 1) {
        const isKept = index >= 40 - usage.entries;
        expect(await get(`entry ${index}`), `entry ${index}`).toEqual(isKept ? bytes(60 * KIB, index) : null);
      }
    });

    it('obeys a smaller size from the next entry on', async () => {
      for (let index = 0; index < 10; index += 1) await set(`entry ${index}`, bytes(60 * KIB, index));
      store.configure({ ...limits, maxBytes: 256 * KIB });
      await set('last', bytes(60 * KIB, 99));
      expect((await store.usage(call())).bytes).toBeLessThanOrEqual(256 * KIB);
      expect(await get('last')).toEqual(bytes(60 * KIB, 99));
    });

    it('keeps no value that is larger than allowed, and forgets the one it should have replaced', async () => {
      await set('a', bytes(100, 1));
      await set('a', bytes(limits.maxEntryBytes + 1, 2));
      expect(await get('a')).toBeNull();
      await set('b', bytes(limits.maxEntryBytes, 3));
      expect((await get('b'))?.length).toBe(limits.maxEntryBytes);
    });

    it('keeps no value that is larger than all the room', async () => {
      store.configure({ ...limits, maxBytes: 64 * KIB });
      await set('a', bytes(100, 1));
      await set('b', bytes(100 * KIB, 2));
      expect(await get('b')).toBeNull();
      expect((await store.usage(call())).bytes).toBeLessThanOrEqual(64 * KIB);
    });

    it('never hands out a value that has become larger than allowed', async () => {
      await set('a', bytes(100 * KIB, 1));
      store.configure({ ...limits, maxEntryBytes: 10 * KIB });
      const outcome: unknown = await store.get(entryName('a'), call()).catch((error: unknown) => error);
      expect(outcome === null || isExecutorError(outcome, 'CACHE_ENTRY_UNUSABLE')).toBe(true);
    });

    it('does many things at once without mixing entries up', async () => {
      const labels = Array.from({ length: 30 }, (_, index) => `entry ${index}`);
      await Promise.all(labels.map((label, index) => set(label, bytes(1000 + index, index))));
      const values = await Promise.all(labels.map(get));
      expect(values).toEqual(labels.map((_, index) => bytes(1000 + index, index)));
    });

    it('can be started and stopped twice, and used again afterwards', async () => {
      await store.start();
      await store.stop();
      await store.stop();
      await store.start();
      await set('a', bytes(10, 1));
      expect(await get('a')).toEqual(bytes(10, 1));
    });

    it('settles a call that is aborted', async () => {
      await set('a', bytes(10, 1));
      const signal = AbortSignal.abort(new Error('enough'));
      const settled = await Promise.allSettled([
        store.get(entryName('a'), { signal }),
        store.set(entryName('a'), bytes(10, 2), { signal }),
      ]);
      expect(settled).toHaveLength(2);
      expect([1, 2]).toContain((await get('a'))?.[0]);
    });
  });
}
