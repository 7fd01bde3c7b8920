import type { HitPriceMultiplier } from '../../money/pricing/index.ts';
import type { CacheBackendName } from './stores/names.ts';

/** What `[cache]` of the configuration says. */
export interface CacheSettings {
  readonly enabled: boolean;
  /** Where answers are kept. */
  readonly backend: CacheBackendName;
  /** Most bytes that all entries together may take, bookkeeping included as far as the store knows it. */
  readonly maxBytes: number;
  /** Largest entry, bytes as stored. */
  readonly maxEntryBytes: number;
  readonly ttlMs: number;
  readonly redis: RedisStoreSettings;
  /** `shared` lets others time what was asked. */
  readonly scope: 'per_client' | 'shared';
  /** True: only requests with temperature 0 are answered from here, and those of {@link CacheSettings.models}. */
  readonly deterministicOnly: boolean;
  /** Models whose answers may be given again at any temperature. */
  readonly models: readonly string[];
  readonly hitPriceMultiplier: HitPriceMultiplier;
}

/** Where the Redis server is. */
export interface RedisStoreSettings {
  /** `redis://` or `rediss://`; may hold a password. */
  readonly url: string;
  /** Begins every key that is written there. */
  readonly prefix: string;
}

/** What of the model program decides what it answers, as far as it tells. */
export interface AnswerOrigin {
  readonly backendKind: string;
  readonly backendName: string;
  readonly backendUrl: string;
  readonly backendVersion: string | null;
  readonly quantization: string | null;
  readonly contextLength: number | null;
  readonly architecture: string | null;
  readonly modelBytes: number | null;
}

/** How the cache is, for people and metrics. Counts are since the start of the program. */
export interface CacheView {
  readonly enabled: boolean;
  readonly backend: CacheBackendName;
  readonly scope: CacheSettings['scope'];
  /** `off`: not enabled or not started; `unreachable`: it is tried again from time to time. */
  readonly state: 'off' | 'ready' | 'unreachable';
  /** Null while the store does not tell. */
  readonly entries: number | null;
  readonly bytes: number | null;
  readonly maxBytes: number;
  readonly ttlSeconds: number;
  readonly counts: CacheCounts;
}

/** What happened in a cache. */
export interface CacheCounts {
  /** Questions answered from the store. */
  readonly hits: number;
  /** Questions that were looked up and had to be generated. */
  readonly misses: number;
  /** Questions that got the answer of an identical one in flight. */
  readonly shared: number;
  /** Answers that were stored. */
  readonly stored: number;
  /** Answers that were not stored: too large, too many at once, or nowhere to put them. */
  readonly dropped: number;
  /** Store operations that failed or took too long. */
  readonly failures: number;
  /** Entries that were forged, damaged or too large. */
  readonly rejected: number;
}
