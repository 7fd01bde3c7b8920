import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../../foundation/clock.ts';
import type { CacheStore, StoreLimits, StoreUsage } from '../interface.ts';

/** What an entry takes besides its value: its name and the lists it stands in, bytes. */
const ENTRY_BYTES = 300;

/**
 * Keeps entries in this process; they are gone when it ends. What was not asked for the longest time goes first.
 * Values stay as they are: whoever can read them can read the whole process.
 */
export class MemoryStore implements CacheStore {
  readonly #clock: Clock;
  #entries: LRUCache<string, Uint8Array>;

  constructor(modules: { readonly clock: Clock }, limits: StoreLimits) {
    this.#clock = modules.clock;
    this.#entries = this.#create(limits);
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#entries.clear();
  }

  async get(name: string): Promise<Uint8Array | null> {
    return this.#entries.get(name) ?? null;
  }

  async set(name: string, value: Uint8Array): Promise<void> {
    this.#entries.set(name, value);
  }

  async delete(name: string): Promise<void> {
    this.#entries.delete(name);
  }

  async clear(): Promise<void> {
    this.#entries.clear();
  }

  async usage(): Promise<StoreUsage> {
    this.#entries.purgeStale();
    return { entries: this.#entries.size, bytes: this.#entries.calculatedSize };
  }

  configure(limits: StoreLimits): void {
    const before = this.#entries;
    this.#entries = this.#create(limits);
    for (const name of [...before.rkeys()]) {
      const leftMs = Math.min(before.getRemainingTTL(name), limits.ttlMs);
      const value = before.peek(name);
      if (value && leftMs > 0) this.#entries.set(name, value, { ttl: leftMs });
    }
  }

  #create({ maxBytes, maxEntryBytes, ttlMs }: StoreLimits): LRUCache<string, Uint8Array> {
    return new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.min(maxEntryBytes + ENTRY_BYTES, maxBytes),
      sizeCalculation: (value) => value.length + ENTRY_BYTES,
      ttl: ttlMs,
      // Ask the clock each time.
      ttlResolution: 0,
      perf: { now: () => this.#clock.monotonicMs() },
    });
  }
}
