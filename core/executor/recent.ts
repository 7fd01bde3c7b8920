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
  #accruedAtMs: number[] = [];
  #accruedWei = 0n;

  constructor(modules: { clock: Clock }) {
    this.#clock = modules.clock;
  }

  add(request: FinishedRequest): void {
    this.#accruedWei += request.chargeWei;
    this.#finished = [request, ...this.#finished].slice(0, KEPT);
    if (!request.error) this.#accruedAtMs = [...this.#minute(), this.#clock.nowMs()].slice(-MAX_COUNTED);
  }

  /** Newest first, at most 100. */
  list(): readonly FinishedRequest[] {
    return this.#finished;
  }

  /** Answers accrued in the last 60 s. */
  perMinute(): number {
    return this.#minute().length;
  }

  /** Wei accrued since the start. */
  get accruedWei(): bigint {
    return this.#accruedWei;
  }

  #minute(): number[] {
    const fromMs = this.#clock.nowMs() - MINUTE_MS;
    return this.#accruedAtMs.filter((atMs) => atMs > fromMs);
  }
}
