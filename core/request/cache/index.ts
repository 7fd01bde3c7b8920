export type { AnswerOrigin, CacheCounts, CacheSettings, CacheView, RedisStoreSettings } from './interface.ts';
export { ResponseCache, type ResponseCacheModules, type ResponseCacheOptions } from './response-cache.ts';
export type { CacheStore, StoreKind, StoreLimits, StoreModules } from './stores/interface.ts';
export { type CacheBackendName, cacheBackendNames } from './stores/names.ts';
export { storeKinds } from './stores/registry.ts';
