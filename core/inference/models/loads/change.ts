/** One command to a model program that several may wait for. */
export class Change {
  readonly kind: 'load' | 'unload';
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #waiters = 0;

  /** @param run - Begins soon. Whoever joins is told what it rejects with. */
  constructor(kind: Change['kind'], run: (signal: AbortSignal) => Promise<void>) {
    this.kind = kind;
    this.#done = Promise.resolve().then(() => run(this.#abort.signal));
    this.#done.catch(() => {
      // Whoever waits is told; nobody waiting is no reason to crash.
    });
  }

  /**
   * Waits for its end. A load that nobody waits for any more is stopped; an unload goes on.
   * @throws What the command failed with, the signal's reason
   */
  async join(signal: AbortSignal): Promise<void> {
    this.#waiters += 1;
    try {
      await orAborted(this.#done, signal);
    } finally {
      this.#waiters -= 1;
      if (this.#waiters === 0 && this.kind === 'load') this.stop();
    }
  }

  /** True once it was told to stop: what it ends with is no answer to anybody who comes now. */
  get isCalledOff(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Waits for its end, whatever it is. @throws The signal's reason */
  settled(signal: AbortSignal): Promise<void> {
    return orAborted(
      this.#done.catch(() => {}),
      signal,
    );
  }

  stop(): void {
    this.#abort.abort();
  }
}

/** Settles as the promise does, or rejects with the signal's reason when that comes first. */
export function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
