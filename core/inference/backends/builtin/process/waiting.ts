import type { ExecutorError } from '../../../../foundation/errors/index.ts';
import { backendError } from '../../errors.ts';
import type { EngineProcess } from './engine-process.ts';

/** Most requests that wait for a place in one model; the executor's own queue is before it. */
const mostWaiting = 1000;

interface Waiter {
  readonly take: (process: EngineProcess) => void;
  readonly refuse: (error: ExecutorError) => void;
}

/** Requests that wait for a place in a process, in the order in which they came. */
export class Waiting {
  readonly #backend: string;
  readonly #waiters = new Set<Waiter>();

  constructor(backend: string) {
    this.#backend = backend;
  }

  get length(): number {
    return this.#waiters.size;
  }

  /**
   * Waits for a place and uses it.
   *
   * @param use - Asks the process at once, so that the place is taken when the next one is given.
   * @throws `BACKEND_BUSY`, why the model is not there, what `use` throws, or the signal's reason
   */
  join<Result>(signal: AbortSignal, use: (process: EngineProcess) => Promise<Result>): Promise<Result> {
    if (this.#waiters.size >= mostWaiting) return Promise.reject(backendError('BACKEND_BUSY', this.#backend));
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        end();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        take(process) {
          end();
          resolve(use(process));
        },
        refuse(error) {
          end();
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Gives so many places. */
  give(process: EngineProcess, places: number): void {
    for (const waiter of [...this.#waiters].slice(0, Math.max(0, places))) waiter.take(process);
  }

  refuseAll(error: ExecutorError): void {
    for (const waiter of [...this.#waiters]) waiter.refuse(error);
  }
}
