import type { Clock } from '../../../foundation/clock.ts';

/** Lines that may be used: so many a second, and so many for each call, gathered up to a limit. */
interface Allowance {
  readonly perSecond: number;
  readonly perCall: number;
  readonly most: number;
}

/** Lines that get into the log. */
const written: Allowance = { perSecond: 50, perCall: 4, most: 4096 };
/** Lines that are no mistake any more when there are more of them. */
const borne: Allowance = { perSecond: 1000, perCall: 16, most: 65_536 };

/** How much a plugin may write to the executor's log. */
export class LogAllowance {
  readonly #clock: Clock;
  readonly #written = new Lines(written);
  readonly #borne = new Lines(borne);
  #atMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#atMs = clock.monotonicMs();
  }

  /** A call begins, which may have something to log. */
  addCall(): void {
    this.#written.add(written.perCall);
    this.#borne.add(borne.perCall);
  }

  /** Takes one line: it is written, left out, or one of a flood. */
  take(): 'yes' | 'no' | 'flood' {
    const nowMs = this.#clock.monotonicMs();
    const seconds = (nowMs - this.#atMs) / 1000;
    this.#atMs = nowMs;
    this.#written.add(seconds * written.perSecond);
    this.#borne.add(seconds * borne.perSecond);
    if (!this.#borne.take()) return 'flood';
    return this.#written.take() ? 'yes' : 'no';
  }
}

/** Lines that are left. */
class Lines {
  readonly #most: number;
  #left: number;

  constructor({ perSecond, most }: Allowance) {
    this.#most = most;
    this.#left = perSecond;
  }

  add(lines: number): void {
    this.#left = Math.min(this.#most, this.#left + lines);
  }

  take(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
