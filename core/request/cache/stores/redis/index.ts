import { createClient, RESP_TYPES } from 'redis';
import { ExecutorError } from '../../../../foundation/errors/index.ts';
import type { CacheStore, StoreCall, StoreLimits, StoreUsage } from '../interface.ts';
import { measureScript, type PutArguments, putScript, removeScript } from './scripts.ts';

/** Commands that wait at once; more are refused. */
const MAX_COMMANDS = 1000;
const CONNECT_LIMIT_MS = 2000;
/** Keys that one step of clearing looks at. */
const SCAN_STEP = 1000;

/** Where and under which names a {@link RedisStore} writes. */
export interface RedisStoreOptions {
  readonly url: string;
  readonly prefix: string;
  readonly namespace: string;
}

/**
 * Keeps entries on a Redis server, under `<prefix><namespace>:`. The oldest go first; each has its time to live there.
 * It does not connect again by itself: a lost connection makes every call reject until it is stopped and started.
 * One server, no Redis Cluster: an eviction touches keys that are not known beforehand.
 */
export class RedisStore implements CacheStore {
  readonly #options: RedisStoreOptions;
  readonly #root: string;
  #limits: StoreLimits;
  #client: Client | null = null;

  constructor(options: RedisStoreOptions, limits: StoreLimits) {
    this.#options = options;
    this.#root = `${options.prefix}${options.namespace}:`;
    this.#limits = limits;
  }

  async start(): Promise<void> {
    if (this.#client?.isReady) return;
    await this.stop();
    const client = openClient(this.#options.url);
    // Failures are those of the calls; without a listener the first one would end the process.
    client.on('error', () => {});
    this.#client = client;
    await client.connect();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client?.isOpen) client.destroy();
  }

  async get(name: string, { signal }: StoreCall): Promise<Uint8Array | null> {
    const { maxEntryBytes } = this.#limits;
    try {
      // One byte more than allowed tells a value that is too large, without fetching it.
      const value = await this.#connected(signal).bytes.getRange(this.#root + name, 0, maxEntryBytes);
      if (value === null || value.length === 0) return null;
      if (value.length <= maxEntryBytes) return value;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('WRONGTYPE')) throw error;
    }
    throw new ExecutorError('CACHE_ENTRY_UNUSABLE');
  }

  async set(name: string, value: Uint8Array, { signal }: StoreCall): Promise<void> {
    const { maxBytes, maxEntryBytes, ttlMs } = this.#limits;
    if (value.length > maxEntryBytes) return this.delete(name, { signal });
    const put: PutArguments = { root: this.#root, name, value: Buffer.from(value), ttlMs, maxBytes };
    await this.#connected(signal).text.put(put);
  }

  async delete(name: string, { signal }: StoreCall): Promise<void> {
    await this.#connected(signal).text.remove({ root: this.#root, name });
  }

  async clear({ signal }: StoreCall): Promise<void> {
    const { text } = this.#connected(signal);
    const pattern = `${this.#root.replace(/[\\*?[\]]/g, '\\$&')}*`;
    for await (const keys of text.scanIterator({ MATCH: pattern, COUNT: SCAN_STEP })) {
      signal.throwIfAborted();
      if (keys.length > 0) await text.unlink(keys);
    }
  }

  async usage({ signal }: StoreCall): Promise<StoreUsage> {
    const [entries = 0, bytes = 0] = await this.#connected(signal).text.measure({ root: this.#root });
    return { entries, bytes };
  }

  configure(limits: StoreLimits): void {
    this.#limits = limits;
  }

  #connected(signal: AbortSignal) {
    if (!this.#client?.isReady) throw new ExecutorError('CACHE_UNAVAILABLE');
    const text = this.#client.withAbortSignal(signal);
    return { text, bytes: text.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }) };
  }
}

type Client = ReturnType<typeof openClient>;

function openClient(url: string) {
  return createClient({
    url,
    socket: { connectTimeout: CONNECT_LIMIT_MS, reconnectStrategy: false },
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_COMMANDS,
    scripts: { put: putScript, remove: removeScript, measure: measureScript },
  });
}
