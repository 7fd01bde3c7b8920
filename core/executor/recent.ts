import type { Clock } from '../foundation/clock.ts';
import type { FinishedRequest } from '../request/index.ts';

/** How many ended requests are kept for the operator to look at. */
const KEPT = 100;
const MINUTE_MS = 60_000;
/** Bound of the counted minute; far above what one machine can answer. */
const MAX_COUNTED = 100_000;

/** What ended lately: the last requests, and how many were accrued in the last minute. */
export class Recent {
  readonly #clock: Clock;
  #finished: FinishedRequest[] = [];
  /** When answers were accrued, oldest first; those before `#oldest` are over. */
  #accruedAtMs: number[] = [];
  #oldest = 0;
  #accruedWei = 0n;

  constructor(modules: { clock: Clock }) {
    this.#clock = modules.clock;
  }

  add(request: FinishedRequest): void {
    this.#accruedWei += request.chargeWei;
    this.#finished = [request, ...this.#finished].slice(0, KEPT);
    if (request.error) return;
    this.#accruedAtMs.push(this.#clock.nowMs());
    this.#forget();
  }

  /** Newest first, at most 100. */
  list(): readonly FinishedRequest[] {
    return this.#finished;
  }

  /** Answers accrued in the last 60 s. */
  perMinute(): number {
    this.#forget();
    return this.#accruedAtMs.length - this.#oldest;
  }

  /** Wei accrued since the start. */
  get accruedWei(): bigint {
    return this.#accruedWei;
  }

  /** Takes out what is older than a minute. Each time is moved once or twice in all, however many there are. */
  #forget(): void {
    const fromMs = this.#clock.nowMs() - MINUTE_MS;
    const times = this.#accruedAtMs;
    while ((times[this.#oldest] ?? fromMs + 1) <= fromMs || times.length - this.#oldest > MAX_COUNTED)
      this.#oldest += 1;
    if (this.#oldest <= times.length / 2) return;
    this.#accruedAtMs = times.slice(this.#oldest);
    this.#oldest = 0;
  }
}
