import { mkdir, rm } from 'node:fs/promises';
import cacache from 'cacache';
import type { Clock } from '../../../../foundation/clock.ts';
import { ExecutorError } from '../../../../foundation/errors/index.ts';
import type { CacheStore, StoreCall, StoreLimits, StoreUsage } from '../interface.ts';
import { type DiskEntry, diskBytes, readEntries, removeEntry, removeOrphans } from './files.ts';

/** Most entries, so that what is known of them in memory stays small: about 20 MiB. */
const MAX_ENTRIES = 65_536;
/** Entries that were found too old and are removed along with one change. */
const EXPIRED_PER_CHANGE = 16;

/**
 * Keeps entries in files, content-addressed and checked by their hash. The oldest go first.
 * Names, sizes and ages are also known in memory, so that nothing is read to make room.
 */
export class DiskStore implements CacheStore {
  readonly #clock: Clock;
  readonly #folder: string;
  #limits: StoreLimits;
  /** Oldest first. */
  readonly #entries = new Map<string, DiskEntry>();
  #bytes = 0;
  /** Changes are made one after another. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(modules: { readonly clock: Clock; readonly folder: string }, limits: StoreLimits) {
    this.#clock = modules.clock;
    this.#folder = modules.folder;
    this.#limits = limits;
  }

  /** Learns what is there and removes what an interrupted write left. */
  start(): Promise<void> {
    return this.#change(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const found = await readEntries(this.#folder);
      this.#entries.clear();
      this.#bytes = 0;
      for (const [name, entry] of found) this.#add(name, entry);
      await removeOrphans(this.#folder, found);
      await this.#makeRoom(0);
    });
  }

  async stop(): Promise<void> {
    await this.#changes;
  }

  async get(name: string, { signal }: StoreCall): Promise<Uint8Array | null> {
    const entry = this.#entries.get(name);
    if (!entry || this.#isExpired(entry)) return null;
    if (entry.bytes > this.#limits.maxEntryBytes) throw new ExecutorError('CACHE_ENTRY_UNUSABLE', { reason: 'size' });
    try {
      // Its size before its bytes: somebody may have put a very large file in its place.
      const content = await cacache.get.hasContent(this.#folder, entry.integrity);
      signal.throwIfAborted();
      if (content && content.size !== entry.bytes) throw new ExecutorError('CACHE_ENTRY_UNUSABLE', { reason: 'size' });
      if (content) return await cacache.get.byDigest(this.#folder, entry.integrity, { memoize: false });
    } catch (error) {
      if (hasCode(error, 'EINTEGRITY') || hasCode(error, 'EBADSIZE'))
        throw new ExecutorError('CACHE_ENTRY_UNUSABLE', { reason: 'hash' }, { cause: error });
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    // Somebody removed the file: so it is for us.
    if (this.#entries.get(name) === entry) this.#forget(name, entry);
    return null;
  }

  set(name: string, value: Uint8Array, { signal }: StoreCall): Promise<void> {
    return this.#change(async () => {
      signal.throwIfAborted();
      await this.#remove(name);
      const { maxBytes, maxEntryBytes } = this.#limits;
      if (value.length > maxEntryBytes || diskBytes(value.length) > maxBytes) return;
      await this.#makeRoom(diskBytes(value.length));
      const storedAtMs = this.#clock.nowMs();
      const integrity = await cacache.put(this.#folder, name, value, { metadata: { storedAtMs } });
      this.#add(name, { integrity: String(integrity), bytes: value.length, storedAtMs });
    });
  }

  delete(name: string): Promise<void> {
    return this.#change(() => this.#remove(name));
  }

  clear(): Promise<void> {
    return this.#change(async () => {
      this.#entries.clear();
      this.#bytes = 0;
      await rm(this.#folder, { recursive: true, force: true });
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    });
  }

  async usage(): Promise<StoreUsage> {
    await this.#change(() => this.#makeRoom(0, this.#entries.size));
    return { entries: this.#entries.size, bytes: this.#bytes };
  }

  configure(limits: StoreLimits): void {
    this.#limits = limits;
    // A failure shows at the next change, which makes room again.
    this.#change(() => this.#makeRoom(0)).catch(() => {});
  }

  /** Removes what is too old and as many of the oldest as it takes to have room for `bytes` more. */
  async #makeRoom(bytes: number, maxExpired = EXPIRED_PER_CHANGE): Promise<void> {
    let expired = 0;
    for (const [name, entry] of this.#entries) {
      const isFull = this.#bytes + bytes > this.#limits.maxBytes || this.#entries.size >= MAX_ENTRIES;
      if (!isFull && !(this.#isExpired(entry) && expired++ < maxExpired)) return;
      await this.#remove(name);
    }
  }

  #isExpired(entry: DiskEntry): boolean {
    return this.#clock.nowMs() - entry.storedAtMs >= this.#limits.ttlMs;
  }

  async #remove(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    if (!entry) return;
    await removeEntry(this.#folder, name, entry);
    this.#forget(name, entry);
  }

  #add(name: string, entry: DiskEntry): void {
    this.#entries.set(name, entry);
    this.#bytes += diskBytes(entry.bytes);
  }

  #forget(name: string, entry: DiskEntry): void {
    this.#entries.delete(name);
    this.#bytes -= diskBytes(entry.bytes);
  }

  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#changes.then(work);
    this.#changes = done.catch(() => {});
    return done;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
