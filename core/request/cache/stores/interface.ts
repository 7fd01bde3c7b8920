import type { Clock } from '../../../foundation/clock.ts';
import type { Startable } from '../../../foundation/startable.ts';

/** Bounds of a store. */
export interface StoreLimits {
  /** Most bytes of all entries together, the store's own bookkeeping included. */
  readonly maxBytes: number;
  /** Largest value, bytes; a larger one is never handed out. */
  readonly maxEntryBytes: number;
  /** How long an entry is kept. */
  readonly ttlMs: number;
}

/** What a store holds. */
export interface StoreUsage {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * Keeps bytes under names. Every kind passes `test/compliance/cache-store.ts`.
 * Names are 64 lower-case hexadecimal digits. Methods reject when the store cannot do it now; `get` rejects with
 * `CACHE_ENTRY_UNUSABLE` for an entry that is damaged or too large. An aborted call rejects soon, or has done its work.
 * `start` rejects when the store cannot be opened; it may be called again after {@link Startable.stop}.
 */
export interface CacheStore extends Startable {
  /** Null when there is no such entry, or it is too old. */
  get(name: string, options: StoreCall): Promise<Uint8Array | null>;
  /** Replaces an entry of this name. Makes room by removing the oldest ones; keeps nothing that is too large. */
  set(name: string, value: Uint8Array, options: StoreCall): Promise<void>;
  /** Removing what is not there is no error. */
  delete(name: string, options: StoreCall): Promise<void>;
  clear(options: StoreCall): Promise<void>;
  usage(options: StoreCall): Promise<StoreUsage>;
  /** Holds from now on. */
  configure(limits: StoreLimits): void;
}

/** How a call is stopped. */
export interface StoreCall {
  readonly signal: AbortSignal;
}

/** What stores are made from. */
export interface StoreModules {
  readonly clock: Clock;
  /** Folder that belongs to the cache alone. */
  readonly folder: string;
  readonly redis: { readonly url: string; readonly prefix: string };
  /** Keeps executors that share a server apart; 16 hexadecimal digits. */
  readonly namespace: string;
}

/** A kind of store. */
export interface StoreKind {
  /** Where its values can be read or changed by others than this process, they are encrypted and authenticated. */
  readonly leavesProcess: boolean;
  /** Longest time that a request waits for it, milliseconds; null where it cannot hang. */
  readonly operationLimitMs: number | null;
  /** Longest time that opening it may take, milliseconds. */
  readonly openLimitMs: number;
  /** Loads its library on first use. */
  create(modules: StoreModules, limits: StoreLimits): Promise<CacheStore>;
}
