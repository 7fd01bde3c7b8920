/** Bytes of a request that take about as long to read and check as a signature does. */
const BYTES_PER_SHARE = 32 * 1024;

/**
 * Lets so much work through in each turn of the event loop and keeps the rest for the next ones.
 * Checking a signature takes about half a millisecond, and a large request up to fifty: when many peers ask at the same
 * moment, everything else that the process does (its control socket, gossip, running answers) gets its turn in between.
 */
export class Pace {
  readonly #perTurn: number;
  readonly #waiting: { readonly shares: number; readonly release: () => void }[] = [];
  #left: number;
  #scheduled = false;

  /** @param options.perTurn - Small requests let through in one turn, ≥ 1; a large one counts as many. */
  constructor({ perTurn }: { readonly perTurn: number }) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /** Settles when it is the caller's turn, in the order of the calls. The network bounds how many can call. */
  turn(sizeBytes: number): Promise<void> {
    this.#schedule();
    const shares = 1 + Math.floor(sizeBytes / BYTES_PER_SHARE);
    if (this.#waiting.length === 0 && this.#left > 0) {
      this.#left -= shares;
      return Promise.resolve();
    }
    return new Promise((release) => this.#waiting.push({ shares, release }));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#left = this.#perTurn;
      while (this.#left > 0) {
        const next = this.#waiting.shift();
        if (!next) return;
        this.#left -= next.shares;
        next.release();
      }
      this.#schedule();
    });
  }
}
