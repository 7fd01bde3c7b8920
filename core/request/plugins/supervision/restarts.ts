import type { Clock } from '../../../foundation/clock.ts';

const firstDelayMs = 500;
const longestDelayMs = 60_000;
/** A process that lived this long starts the delays anew. */
const steadyAfterMs = 60_000;

/** When a plugin that ended is started again: soon at first, then less and less often. */
export class Restarts {
  readonly #clock: Clock;
  readonly #restart: () => void;
  #delayMs = firstDelayMs;
  #beganAtMs = Number.POSITIVE_INFINITY;
  #count = 0;
  #stopped = false;
  #cancel = () => {};

  constructor(clock: Clock, restart: () => void) {
    this.#clock = clock;
    this.#restart = restart;
  }

  /** Restarts so far. */
  get count(): number {
    return this.#count;
  }

  /** It runs. */
  began(): void {
    this.#beganAtMs = this.#clock.monotonicMs();
  }

  /** Plans the next start. @returns How long that takes, milliseconds. */
  schedule(): number {
    if (this.#clock.monotonicMs() - this.#beganAtMs >= steadyAfterMs) this.#delayMs = firstDelayMs;
    this.#beganAtMs = Number.POSITIVE_INFINITY;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(longestDelayMs, delayMs * 2);
    this.#cancel = this.#clock.setTimer(() => {
      if (this.#stopped) return;
      this.#count += 1;
      this.#restart();
    }, delayMs);
    return delayMs;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }
}
