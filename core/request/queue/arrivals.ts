import type { Clock } from '../../foundation/clock.ts';
import type { Entry } from './entry.ts';

/** The waiting requests in the order of arrival, so that one timer is enough for all of them. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #onTimeout: (entry: Entry) => void;
  #oldest: Entry | null = null;
  #youngest: Entry | null = null;
  #timeoutMs: number;
  #cancelTimer: (() => void) | null = null;
  #count = 0;

  constructor(modules: { clock: Clock; onTimeout: (entry: Entry) => void }, options: { timeoutMs: number }) {
    this.#clock = modules.clock;
    this.#onTimeout = modules.onTimeout;
    this.#timeoutMs = options.timeoutMs;
  }

  get size(): number {
    return this.#count;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<Entry> {
    for (let entry = this.#oldest; entry; entry = entry.younger) yield entry;
  }

  get oldest(): Entry | null {
    return this.#oldest;
  }

  add(entry: Entry): void {
    entry.older = this.#youngest;
    if (this.#youngest) this.#youngest.younger = entry;
    else this.#oldest = entry;
    this.#youngest = entry;
    this.#count += 1;
    if (!this.#cancelTimer) this.#arm();
  }

  /** @param entry - One that was added and not removed. */
  remove(entry: Entry): void {
    if (entry.older) entry.older.younger = entry.younger;
    else this.#oldest = entry.younger;
    if (entry.younger) entry.younger.older = entry.older;
    else this.#youngest = entry.older;
    entry.older = null;
    entry.younger = null;
    this.#count -= 1;
    if (this.#count > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** Lets everybody wait this long from arrival, those who wait already included. */
  configure(options: { timeoutMs: number }): void {
    this.#timeoutMs = options.timeoutMs;
    this.#cancelTimer?.();
    this.#arm();
  }

  /** Looks again when the oldest has waited long enough; it may have left by then. */
  #arm(): void {
    this.#cancelTimer = null;
    if (!this.#oldest) return;
    const leftMs = this.#oldest.enteredAtMs + this.#timeoutMs - this.#clock.monotonicMs();
    this.#cancelTimer = this.#clock.setTimer(() => this.#expire(), Math.max(0, leftMs));
  }

  #expire(): void {
    const untilMs = this.#clock.monotonicMs() - this.#timeoutMs;
    // A timer may come a fraction of a millisecond early.
    while (this.#oldest && this.#oldest.enteredAtMs <= untilMs + 1) this.#onTimeout(this.#oldest);
    this.#arm();
  }
}
