import { setImmediate } from 'node:timers/promises';
import type { CacheEntry } from '../entries/codec.ts';

/** Answers that wait to be stored. More are not stored at all: the store is too slow, and memory is worth more. */
const MAX_WAITING = 64;
/** Characters of all of them together. */
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024;

/** Stores entries one after another, off the request path. Until an entry is stored it can be read here. */
export class WriteBehind {
  readonly #write: (name: string, entry: CacheEntry) => Promise<void>;
  readonly #waiting = new Map<string, CacheEntry>();
  #characters = 0;
  #running: Promise<void> | null = null;

  /** @param write - Stores one entry; must not reject. */
  constructor(write: (name: string, entry: CacheEntry) => Promise<void>) {
    this.#write = write;
  }

  /** False when there are too many already; the entry is dropped then. */
  add(name: string, entry: CacheEntry): boolean {
    const { length } = entry.completion.content;
    if (this.#waiting.size >= MAX_WAITING || this.#characters + length > MAX_WAITING_CHARACTERS) return false;
    this.#remove(name);
    this.#waiting.set(name, entry);
    this.#characters += length;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return true;
  }

  /** An entry that is not stored yet. */
  peek(name: string): CacheEntry | null {
    return this.#waiting.get(name) ?? null;
  }

  /** Forgets what is not stored yet. */
  clear(): void {
    this.#waiting.clear();
    this.#characters = 0;
  }

  /** Settles when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // The request that brought the first one goes on first.
    await setImmediate();
    for (const [name, entry] of this.#waiting) {
      await this.#write(name, entry);
      if (this.#waiting.get(name) === entry) this.#remove(name);
    }
  }

  #remove(name: string): void {
    const entry = this.#waiting.get(name);
    if (!entry) return;
    this.#waiting.delete(name);
    this.#characters -= entry.completion.content.length;
  }
}
