/** Every kind of store, as the configuration names it. Apart from the registry, so that reading settings loads none. */
export const cacheBackendNames = ['memory', 'redis', 'disk'] as const;

export type CacheBackendName = (typeof cacheBackendNames)[number];
