/**
 * Lets a number of callers through in each turn of the event loop and keeps the others for the next ones.
 * Checking a signature takes about half a millisecond: when many peers ask at the same moment, everything else that
 * the process does (its control socket, gossip, running answers) gets its turn in between.
 */
export class Pace {
  readonly #perTurn: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #scheduled = false;

  /** @param options.perTurn - Callers let through in one turn, ≥ 1. */
  constructor({ perTurn }: { readonly perTurn: number }) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /** Settles when it is the caller's turn, in the order of the calls. There are never more than open streams. */
  turn(): Promise<void> {
    this.#schedule();
    if (this.#left > 0) {
      this.#left -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const released = this.#waiting.splice(0, this.#perTurn);
      this.#left = this.#perTurn - released.length;
      if (released.length > 0) this.#schedule();
      for (const release of released) release();
    });
  }
}
