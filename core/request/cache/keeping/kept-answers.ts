import { type Clock, delay } from '../../../foundation/clock.ts';
import { isExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { RandomSource } from '../../../foundation/random.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { Identity } from '../../../identity/index.ts';
import type { Completion } from '../../../inference/backends/index.ts';
import { type CacheEntry, createSealedCodec, type EntryCodec, plainCodec } from '../entries/codec.ts';
import type { CacheSettings } from '../interface.ts';
import type { StoreUsage } from '../stores/interface.ts';
import { storeKinds } from '../stores/registry.ts';
import type { Tally } from '../tally.ts';
import { GuardedStore } from './guarded-store.ts';
import { WriteBehind } from './write-behind.ts';

/** Ending the program waits so long for answers that are being stored. */
const FLUSH_LIMIT_MS = 1000;

interface KeptAnswersModules {
  readonly identity: Pick<Identity, 'deriveKey'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly tally: Tally;
}

interface KeptAnswersOptions {
  readonly settings: CacheSettings;
  readonly folder: string;
  /** Keeps executors that share a server apart. */
  readonly namespace: string;
}

/** Where entries are, and how they are written there. */
interface Place extends Pick<CacheSettings, 'backend' | 'redis'> {
  readonly store: GuardedStore;
  readonly codec: EntryCodec;
}

/** Answers by name, in the store that the settings name. Whatever fails is counted, and is as if nothing were kept. */
export class KeptAnswers implements Startable {
  readonly #modules: KeptAnswersModules;
  readonly #options: KeptAnswersOptions;
  readonly #sealedCodec: EntryCodec;
  readonly #writes: WriteBehind;
  #settings: CacheSettings;
  #place: Place | null = null;
  #isStarted = false;
  /** Opening and closing follow each other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(modules: KeptAnswersModules, options: KeptAnswersOptions) {
    this.#modules = modules;
    this.#options = options;
    this.#settings = options.settings;
    this.#sealedCodec = createSealedCodec(modules.identity.deriveKey('cache/entry-values'));
    this.#writes = new WriteBehind((name, entry) => this.#write(name, entry));
  }

  async start(): Promise<void> {
    this.#isStarted = true;
    await this.#move();
  }

  /** Stores what waits to be stored, for a moment at most. */
  async stop(): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    const abort = new AbortController();
    const limit = delay(this.#modules.clock, FLUSH_LIMIT_MS, abort.signal).catch(() => {});
    await Promise.race([this.#writes.idle(), limit]);
    abort.abort();
    this.#writes.clear();
    await this.#move();
  }

  /** Holds from now on; entries stay where the place stays the same. */
  configure(settings: CacheSettings): void {
    this.#settings = settings;
    this.#place?.store.configure(settings);
    void this.#move();
  }

  get state(): GuardedStore['state'] {
    return this.#place?.store.state ?? 'off';
  }

  /** Null when there is none that can be used. Never rejects. */
  async find(name: string, signal: AbortSignal): Promise<Completion | null> {
    const { clock, tally } = this.#modules;
    try {
      const entry = this.#writes.peek(name) ?? (await this.#read(name, signal));
      // The time to live is sealed into the entry: no store can make it longer.
      return entry && clock.nowMs() - entry.storedAtMs < this.#settings.ttlMs ? entry.completion : null;
    } catch (error) {
      if (isExecutorError(error, 'CACHE_ENTRY_UNUSABLE')) tally.reject(error);
      return null;
    }
  }

  /** Stores it later, off the request path. */
  keep(name: string, completion: Completion): void {
    const entry = { storedAtMs: this.#modules.clock.nowMs(), completion };
    if (!this.#writes.add(name, entry)) this.#modules.tally.add('dropped');
  }

  /** @throws `CACHE_UNAVAILABLE` when the store does not answer. */
  async clear(): Promise<void> {
    this.#writes.clear();
    await this.#place?.store.clear();
  }

  /** Null while the store does not tell. Never rejects. */
  async usage(): Promise<StoreUsage | null> {
    return (await this.#place?.store.usage()) ?? null;
  }

  async #read(name: string, signal: AbortSignal): Promise<CacheEntry | null> {
    const place = this.#place;
    const bytes = await place?.store.get(name, signal);
    return place && bytes ? place.codec.decode(name, bytes) : null;
  }

  async #write(name: string, entry: CacheEntry): Promise<void> {
    const place = this.#place;
    const { maxEntryBytes } = this.#settings;
    // A character takes a byte at least: what is too large already is not encrypted first.
    const bytes = entry.completion.content.length <= maxEntryBytes ? place?.codec.encode(name, entry) : undefined;
    const isRightSize = bytes !== undefined && bytes.length <= maxEntryBytes;
    const isStored = isRightSize && (await place?.store.set(name, bytes)) === true;
    this.#modules.tally.add(isStored ? 'stored' : 'dropped');
  }

  /** Opens the place that the settings name, after closing any other. */
  #move(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const wanted = this.#isStarted && this.#settings.enabled ? this.#settings : null;
      if (wanted && this.#place && samePlace(wanted, this.#place)) return;
      const before = this.#place;
      this.#place = null;
      await before?.store.stop();
      if (!wanted) return;
      this.#place = this.#createPlace(wanted);
      await this.#place.store.start();
    });
    return this.#turn;
  }

  #createPlace(settings: CacheSettings): Place {
    const { backend, redis } = settings;
    const { clock, random, logger, tally } = this.#modules;
    const { folder, namespace } = this.#options;
    const kind = storeKinds[backend];
    const create = () => kind.create({ clock, folder, redis, namespace }, settings);
    const onFailure = () => tally.add('failures');
    const store = new GuardedStore({ clock, random, logger, kind, create, onFailure }, settings);
    return { backend, redis, store, codec: kind.leavesProcess ? this.#sealedCodec : plainCodec };
  }
}

/** True when entries stay where they are. */
function samePlace(settings: CacheSettings, { backend, redis }: Place): boolean {
  const isSameServer = settings.redis.url === redis.url && settings.redis.prefix === redis.prefix;
  return settings.backend === backend && (backend !== 'redis' || isSameServer);
}
