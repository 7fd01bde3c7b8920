import { ExecutorError } from '../../foundation/errors/index.ts';

/** A share of the budget, held by one request. */
export interface ByteShare {
  /** @throws ExecutorError `QUEUE_FULL` when all requests together would hold too much. */
  take(count: number): void;
  /** Gives everything back; safe twice. */
  release(): void;
}

/** Bounds what many requests hold together. */
export class ByteBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  open(): ByteShare {
    let heldBytes = 0;
    return {
      take: (count) => {
        if (this.#usedBytes + count > this.#maxBytes) throw new ExecutorError('QUEUE_FULL');
        heldBytes += count;
        this.#usedBytes += count;
      },
      release: () => {
        this.#usedBytes -= heldBytes;
        heldBytes = 0;
      },
    };
  }
}
