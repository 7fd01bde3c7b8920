import type { Clock } from '../../../foundation/clock.ts';

const windowMs = 1000;
/** Lines a second that get into the log. */
const maxLines = 50;
/** Lines a second that are no mistake any more. */
const floodLines = 1000;

/** How much a plugin may write to the executor's log. */
export class LogAllowance {
  readonly #clock: Clock;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #lines = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one line: it is written, left out, or one of a flood. */
  take(): 'yes' | 'no' | 'flood' {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#windowStartMs >= windowMs) {
      this.#windowStartMs = nowMs;
      this.#lines = 0;
    }
    this.#lines += 1;
    if (this.#lines > floodLines) return 'flood';
    return this.#lines > maxLines ? 'no' : 'yes';
  }
}
