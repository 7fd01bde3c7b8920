import type { Clock } from '../../../foundation/clock.ts';
import { type ErrorDetails, ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { RandomSource } from '../../../foundation/random.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { CacheStore, StoreCall, StoreKind, StoreLimits, StoreUsage } from '../stores/interface.ts';
import { within } from './within.ts';

/** Failures in a row after which the store is closed and, later, opened anew. */
const FAILURES_TO_CLOSE = 5;
const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;
/** A start waits so long for the store at most; it goes on opening behind it. */
const START_WAIT_MS = 1000;
/** Clearing may look at many entries. */
const CLEAR_LIMIT_MS = 30_000;

interface GuardedStoreModules {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly kind: StoreKind;
  /** Makes the store; called again until it succeeds once. */
  readonly create: () => Promise<CacheStore>;
  /** Told of each operation that failed. */
  readonly onFailure: () => void;
}

/**
 * A store that may be slow, gone or broken, made harmless: nothing waits longer than the kind's limit, and after some
 * failures in a row it is left alone and opened again after a while, at growing distances.
 */
export class GuardedStore implements Startable {
  readonly #modules: GuardedStoreModules;
  #store: CacheStore | null = null;
  #limits: StoreLimits;
  #state: 'off' | 'opening' | 'ready' | 'unreachable' = 'off';
  #failures = 0;
  #closings = 0;
  #cancelRetry = () => {};

  constructor(modules: GuardedStoreModules, limits: StoreLimits) {
    this.#modules = modules;
    this.#limits = limits;
  }

  get state(): 'off' | 'ready' | 'unreachable' {
    return this.#state === 'opening' ? 'unreachable' : this.#state;
  }

  /** Begins to open it; waits a moment for that, so that the first request finds it open where it can be. */
  async start(): Promise<void> {
    if (this.#state !== 'off') return;
    const opening = this.#open();
    await this.#within(START_WAIT_MS, () => opening).catch(() => {});
  }

  async stop(): Promise<void> {
    this.#cancelRetry();
    this.#state = 'off';
    await this.#close();
  }

  configure(limits: StoreLimits): void {
    this.#limits = limits;
    this.#store?.configure(limits);
  }

  /**
   * @returns Null for a miss, whatever its reason.
   * @throws `CACHE_ENTRY_UNUSABLE`, or the signal's reason.
   */
  get(name: string, signal: AbortSignal): Promise<Uint8Array | null> {
    if (this.#state !== 'ready') return Promise.resolve(null);
    return this.#attempt((store, call) => store.get(name, call), null, signal);
  }

  /** False when it could not be stored. Never rejects. */
  set(name: string, value: Uint8Array): Promise<boolean> {
    if (this.#state !== 'ready') return Promise.resolve(false);
    return this.#attempt(async (store, call) => {
      await store.set(name, value, call);
      return true;
    }, false);
  }

  /** Null while it does not tell. Never rejects. */
  usage(): Promise<StoreUsage | null> {
    if (this.#state !== 'ready') return Promise.resolve(null);
    return this.#attempt((store, call) => store.usage(call), null);
  }

  /** @throws `CACHE_UNAVAILABLE` */
  async clear(): Promise<void> {
    const store = this.#store;
    if (this.#state !== 'ready' || !store) throw new ExecutorError('CACHE_UNAVAILABLE');
    try {
      await this.#within(CLEAR_LIMIT_MS, (call) => store.clear(call));
    } catch (cause) {
      throw new ExecutorError('CACHE_UNAVAILABLE', {}, { cause });
    }
  }

  async #attempt<Result>(
    work: (store: CacheStore, call: StoreCall) => Promise<Result>,
    otherwise: Result,
    signal?: AbortSignal,
  ): Promise<Result> {
    const store = this.#store;
    if (!store) return otherwise;
    try {
      const result = await this.#within(this.#modules.kind.operationLimitMs, (call) => work(store, call), signal);
      this.#failures = 0;
      return result;
    } catch (error) {
      if (signal?.aborted || isExecutorError(error, 'CACHE_ENTRY_UNUSABLE')) throw error;
      this.#modules.onFailure();
      this.#failures += 1;
      if (this.#failures >= FAILURES_TO_CLOSE && this.#state === 'ready') this.#giveUp(error);
      return otherwise;
    }
  }

  async #open(): Promise<void> {
    const { kind, create, logger } = this.#modules;
    this.#state = 'opening';
    try {
      await this.#within(kind.openLimitMs, async () => {
        this.#store ??= await create();
        this.#store.configure(this.#limits);
        await this.#store.start();
      });
      if (!this.#isOpening()) return await this.#close();
      if (this.#closings > 0) logger.info('The cache answers again');
      this.#state = 'ready';
      this.#closings = 0;
    } catch (error) {
      if (this.#isOpening()) this.#giveUp(error);
    }
  }

  /** False when it was stopped meanwhile. */
  #isOpening(): boolean {
    return this.#state === 'opening';
  }

  #giveUp(error: unknown): void {
    const { clock, random, logger } = this.#modules;
    this.#state = 'unreachable';
    this.#failures = 0;
    if (this.#closings === 0) logger.warn('The cache does not answer; requests are answered without it', reason(error));
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#closings, MAX_RETRY_MS);
    this.#closings = Math.min(this.#closings + 1, 16);
    const closing = this.#close();
    // Not all executors of a server come back in the same instant.
    this.#cancelRetry = clock.setTimer(
      () => void closing.then(() => this.#reopen()),
      waitMs * (0.5 + random.fraction()),
    );
  }

  async #reopen(): Promise<void> {
    if (this.#state === 'unreachable') await this.#open();
  }

  /** Never rejects: a store that cannot even be closed is opened anew all the same. */
  async #close(): Promise<void> {
    const store = this.#store;
    if (store) await this.#within(this.#modules.kind.openLimitMs, () => store.stop()).catch(() => {});
  }

  #within<Result>(
    limitMs: number | null,
    work: (call: StoreCall) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    return within({ clock: this.#modules.clock, limitMs, signal }, work);
  }
}

/** What may be told of a failure: no address, no name, no value. */
function reason(error: unknown): ErrorDetails {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? { reason: code } : {};
}
