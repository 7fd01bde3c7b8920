import type { Clock } from '../../../../foundation/clock.ts';

const delaysMs = [250, 1000, 4000, 15_000] as const;
/** So many ends of a process in `windowMs` are a loop. */
const mostCrashes = 4;
const windowMs = 10 * 60_000;

/** When an engine that ended is started again: soon at first, then later, and in a loop not at all for a while. */
export class Restarts {
  readonly #clock: Clock;
  #crashesAtMs: number[] = [];
  #cancel = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True while it ended so often that starting it again is no use. */
  get isLoop(): boolean {
    const sinceMs = this.#clock.monotonicMs() - windowMs;
    this.#crashesAtMs = this.#crashesAtMs.filter((atMs) => atMs >= sinceMs);
    return this.#crashesAtMs.length >= mostCrashes;
  }

  /** It ended without being asked. */
  crashed(): void {
    this.#crashesAtMs.push(this.#clock.monotonicMs());
  }

  /** Resolves when it may be started again; never, when it is stopped meanwhile. */
  async wait(): Promise<void> {
    this.#cancel();
    const delayMs = delaysMs[Math.min(this.#crashesAtMs.length, delaysMs.length) - 1];
    if (delayMs === undefined) return;
    await new Promise<void>((resolve) => {
      this.#cancel = this.#clock.setTimer(resolve, delayMs);
    });
  }

  /** Forgets what happened: the operator wants another try. */
  forgive(): void {
    this.#crashesAtMs = [];
    this.#cancel();
  }

  stop(): void {
    this.#cancel();
  }
}
