import { join } from 'node:path';
import type { StoreModules } from '../../core/request/cache/index.ts';
import { type CacheBackendName, storeKinds } from '../../core/request/cache/index.ts';
import { createManualClock } from '../utils/manual-clock.ts';
import { startRedis } from '../utils/redis.ts';
import { tempFolder } from '../utils/temp-folder.ts';
import { type CacheStoreSetup, testCacheStore } from './cache-store.ts';

const namespace = '0123456789abcdef';

function modules(change: Partial<StoreModules>): StoreModules {
  const redis = { url: 'redis://127.0.0.1:1', prefix: 'test:[*]:' };
  return { clock: createManualClock(), folder: join(tempFolder(), 'cache'), redis, namespace, ...change };
}

/** A new kind does not compile until it has its setup here. */
const setups: Readonly<Record<CacheBackendName, Parameters<typeof testCacheStore>[1]>> = {
  async memory(limits) {
    const clock = createManualClock();
    const store = await storeKinds.memory.create(modules({ clock }), limits);
    return { store, elapse: async (byMs) => clock.advance(byMs) };
  },
  async disk(limits) {
    const clock = createManualClock();
    const store = await storeKinds.disk.create(modules({ clock }), limits);
    return { store, elapse: async (byMs) => clock.advance(byMs) };
  },
  async redis(limits): Promise<CacheStoreSetup> {
    const server = await startRedis();
    const redis = { url: server.url, prefix: 'test:[*]:' };
    const root = `${redis.prefix}${namespace}:`;
    const client = await server.client();
    return {
      store: await storeKinds.redis.create(modules({ redis }), limits),
      // The server's clock is the machine's: instead of waiting, everything that it times comes nearer.
      async elapse(byMs) {
        for (const key of await client.keys('*')) {
          const leftMs = await client.pTTL(key);
          if (leftMs >= 0) await client.pExpire(key, leftMs - byMs);
        }
        for (const { value } of await client.zRangeWithScores(`${root}ages`, 0, -1))
          await client.zIncrBy(`${root}ages`, -byMs * 1000, value);
      },
    };
  },
};

for (const kind of Object.keys(storeKinds) as CacheBackendName[]) testCacheStore(kind, setups[kind]);
