import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';

/** Longest wait for an answer of Redis. A request waits for a few of them, and it is on the same machine or next door. */
const COMMAND_LIMIT_MS = 250;
/** How long Redis is left alone after it did not answer. */
const PAUSE_MS = 1000;
const MAX_RECONNECT_MS = 5000;
const CONNECT_LIMIT_MS = 2000;

interface RedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: 'error' | 'ready', listener: () => void): unknown;
  eval(script: string, options: ScriptOptions): Promise<unknown>;
}

interface ScriptOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

/**
 * The connection to Redis as rate-limiter-flexible uses it (`storeClient`): scripts only, each with a time limit.
 * While Redis is away it says so at once, so that nobody waits for it; it comes back by itself.
 */
export class RedisLink implements Startable {
  readonly prefix: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #url: string;
  #client: RedisClient | null = null;
  #starting: Promise<void> | null = null;
  #pausedUntilMs = 0;
  #isLost = false;
  #isStopped = false;

  constructor(modules: { clock: Clock; logger: Logger }, options: { url: string; prefix: string }) {
    this.#clock = modules.clock;
    this.#logger = modules.logger.child({ module: 'rate-limit' });
    this.#url = options.url;
    this.prefix = options.prefix;
  }

  /** Begins to connect; does not wait for Redis, which may be started later. */
  start(): Promise<void> {
    this.#starting ??= this.#connect();
    return this.#starting;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#starting?.catch(() => {});
    this.#client?.destroy();
    this.#client = null;
  }

  /** Asked by the library before each command. */
  get isReady(): boolean {
    const ready = this.#client?.isReady === true && this.#clock.monotonicMs() >= this.#pausedUntilMs;
    if (!ready) this.#lose();
    return ready;
  }

  /** @throws Error when Redis does not answer in time or refuses; the library then asks the memory. */
  async eval(script: string, options: ScriptOptions): Promise<unknown> {
    let cancel = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#clock.setTimer(() => reject(new Error('Redis does not answer')), COMMAND_LIMIT_MS);
    });
    try {
      const answering = this.#client?.eval(script, options) ?? Promise.reject(new Error('Redis is not connected'));
      answering.catch(() => {}); // An answer that comes after its time is nobody's.
      const answer = await Promise.race([answering, late]);
      this.#find();
      return answer;
    } catch (error) {
      this.#pausedUntilMs = this.#clock.monotonicMs() + PAUSE_MS;
      this.#lose();
      throw error;
    } finally {
      cancel();
    }
  }

  async #connect(): Promise<void> {
    // Two megabytes that only those who share their limits need.
    const { createClient } = await import('redis');
    if (this.#isStopped) return;
    const client = createClient({
      url: this.#url,
      disableOfflineQueue: true,
      commandsQueueMaxLength: 10_000,
      socket: {
        connectTimeout: CONNECT_LIMIT_MS,
        reconnectStrategy: (retries) => Math.min(100 * 2 ** Math.min(retries, 10), MAX_RECONNECT_MS),
      },
    }) as unknown as RedisClient;
    client.on('error', () => this.#lose());
    this.#client = client;
    client.connect().catch(() => {
      // It goes on trying; destroying it ends that.
    });
  }

  #lose(): void {
    if (this.#isLost || this.#isStopped) return;
    this.#isLost = true;
    this.#logger.warn('Redis does not answer: rate limits are counted in memory, for this executor alone');
  }

  #find(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#logger.info('Redis answers again: rate limits are shared');
  }
}
