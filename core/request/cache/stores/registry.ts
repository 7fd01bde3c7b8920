import type { StoreKind } from './interface.ts';
import type { CacheBackendName } from './names.ts';

/** Every kind of store. The compliance tests run over it. */
export const storeKinds: Readonly<Record<CacheBackendName, StoreKind>> = {
  memory: {
    leavesProcess: false,
    operationLimitMs: null,
    openLimitMs: 5000,
    create: async ({ clock }, limits) => new (await import('./memory/index.ts')).MemoryStore({ clock }, limits),
  },
  redis: {
    leavesProcess: true,
    operationLimitMs: 250,
    openLimitMs: 2000,
    create: async ({ redis, namespace }, limits) =>
      new (await import('./redis/index.ts')).RedisStore({ ...redis, namespace }, limits),
  },
  disk: {
    leavesProcess: true,
    operationLimitMs: 500,
    // It reads the names of all entries.
    openLimitMs: 60_000,
    create: async ({ clock, folder }, limits) =>
      new (await import('./disk/index.ts')).DiskStore({ clock, folder }, limits),
  },
};
