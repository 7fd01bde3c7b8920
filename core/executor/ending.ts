import type { StopMode } from './interface.ts';

/** Undoes one thing that was started. Called again with `now` while it runs, it hurries. */
type EndingStep = (mode: StopMode) => Promise<void>;

/** How a program of several parts ends: its parts in reverse, each once, whoever asks for it and however often. */
export class Ending {
  /** Settles when everything has ended; rejects with the first failure, after the last part. */
  readonly stopped: Promise<void>;
  readonly #steps: EndingStep[] = [];
  #current: EndingStep | null = null;
  #begin: () => void = () => {};
  #mode: StopMode = 'finish';

  constructor() {
    const begun = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.stopped = begun.then(() => this.#run());
    this.stopped.catch(() => {
      // Whoever waits is told; nobody waiting is no reason to crash.
    });
  }

  /** Something was started; this undoes it. */
  add(step: EndingStep): void {
    this.#steps.push(step);
  }

  /** Ends everything. A further call with `now` hurries the part that is ending. */
  stop(mode: StopMode): Promise<void> {
    if (mode === 'now') {
      this.#mode = 'now';
      void this.#current?.('now').catch(() => {
        // The run below has the same failure.
      });
    }
    this.#begin();
    return this.stopped;
  }

  /** Ends everything soon: the answer to the call that asked for it leaves before its connection is closed. */
  readonly request = (mode: StopMode): void => {
    setImmediate(() => void this.stop(mode).catch(() => {}));
  };

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      this.#current = step;
      await step(this.#mode).catch((error: unknown) => failures.push(error));
    }
    this.#current = null;
    if (failures.length > 0) throw failures[0];
  }
}
