import { ExecutorError } from '../../foundation/errors/index.ts';

/** How much is served and kept waiting at once. */
export interface QueueOptions {
  /** Requests in the backend at the same time, ≥ 1. */
  readonly maxConcurrent: number;
  /** Requests that wait for a slot, ≥ 0; one more is refused. */
  readonly maxWaiting: number;
}

/** A request's place: first in the line, then in a slot. */
export interface QueuePlace {
  /**
   * Settles when the request has a slot.
   * @throws The signal's reason when it is aborted first; the place is given up then.
   */
  turn(signal: AbortSignal): Promise<void>;
  /** Gives the slot, or the place in the line, to the next. May be called twice. */
  leave(): void;
}

interface Waiter {
  granted: boolean;
  wake: (() => void) | null;
}

/** First come, first served, with a bounded line. Entering, leaving and granting take constant time. */
export class RequestQueue {
  readonly #options: QueueOptions;
  readonly #line = new Map<string, Waiter>();
  readonly #running = new Set<string>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  get waitingCount(): number {
    return this.#line.size;
  }

  /** Ids of the waiting requests, next one first. */
  waitingIds(): readonly string[] {
    return [...this.#line.keys()];
  }

  /**
   * Takes a slot, or the last place in the line.
   *
   * @param id - Unique among the requests in the queue.
   * @throws `QUEUE_FULL` when the line has its full length.
   */
  enter(id: string): QueuePlace {
    const { maxConcurrent, maxWaiting } = this.#options;
    const waiter: Waiter = { granted: false, wake: null };
    if (this.#running.size < maxConcurrent) {
      waiter.granted = true;
      this.#running.add(id);
    } else if (this.#line.size < maxWaiting) {
      this.#line.set(id, waiter);
    } else {
      throw new ExecutorError('QUEUE_FULL', { waiting: this.#line.size, limit: maxWaiting });
    }
    return { turn: (signal) => this.#turn(id, waiter, signal), leave: () => this.#leave(id) };
  }

  #turn(id: string, waiter: Waiter, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#leave(id);
        reject(signal.reason);
      };
      if (signal.aborted) return onAbort();
      if (waiter.granted) return resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      waiter.wake = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
    });
  }

  #leave(id: string): void {
    this.#line.delete(id);
    if (!this.#running.delete(id)) return;
    for (const [nextId, next] of this.#line) {
      this.#line.delete(nextId);
      this.#running.add(nextId);
      next.granted = true;
      next.wake?.();
      return;
    }
  }
}
