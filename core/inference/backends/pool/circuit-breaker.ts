import type { Clock } from '../../../foundation/clock.ts';

/** When a breaker opens, and when it tries again. */
export interface BreakerOptions {
  /** Failures in a row after which nothing is sent any more. */
  readonly failures: number;
  /** Rest after it opened, milliseconds; doubles each time that a try fails. */
  readonly firstRestMs: number;
  readonly maxRestMs: number;
}

/** How a breaker is. `half-open`: it has rested, and lets one call through to find out. */
export interface BreakerView {
  readonly state: 'closed' | 'open' | 'half-open';
  /** Failures in a row. */
  readonly failures: number;
  /** Wall time of the end of the rest, milliseconds; null unless it is open. */
  readonly retryAtMs: number | null;
}

/** How a call came out. `neutral` says nothing about the backend: the client left, or its request was wrong. */
export type CallVerdict = 'good' | 'failed' | 'neutral';

/** Leave for one call. */
export interface Permit {
  /** The backend put something out. */
  heard(): void;
  /** The call ended. Must be called; calls after the first do nothing. */
  end(verdict: CallVerdict): void;
}

/**
 * Keeps calls away from a backend that fails again and again, so that neither they nor it lose time: after some failures
 * in a row it opens, after a rest one call may try, and its first output closes it again. It opens for a bounded time,
 * whatever happens.
 *
 * @source https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #options: BreakerOptions;
  readonly #onChange: () => void;
  #state: BreakerView['state'] = 'closed';
  #failures = 0;
  #rests = 0;
  #retryAtMs: number | null = null;
  /** Grows with each change of state: what a call of an earlier one comes to is not news any more. */
  #era = 0;
  #isTrying = false;
  #cancelTimer = () => {};

  constructor(modules: { readonly clock: Clock; onChange(): void }, options: BreakerOptions) {
    this.#clock = modules.clock;
    this.#onChange = modules.onChange;
    this.#options = options;
  }

  view(): BreakerView {
    return { state: this.#state, failures: this.#failures, retryAtMs: this.#retryAtMs };
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Leave for a call; null while none may be made. */
  enter(): Permit | null {
    if (this.#state === 'open' || this.#isTrying) return null;
    let era = this.#era;
    const isTry = this.#state === 'half-open';
    this.#isTrying = isTry;
    let ended = false;
    return {
      heard: () => {
        if (!isTry || ended || era !== this.#era) return;
        this.#close();
        // From here on it is a call like any other.
        era = this.#era;
      },
      end: (verdict) => {
        if (ended) return;
        ended = true;
        if (era === this.#era) this.#note(verdict);
      },
    };
  }

  /** Ends its timer. It is not used afterwards. */
  stop(): void {
    this.#cancelTimer();
  }

  #note(verdict: CallVerdict): void {
    this.#isTrying = false;
    if (verdict === 'neutral') return;
    if (verdict === 'failed') {
      this.#failures += 1;
      if (this.#state === 'half-open' || this.#failures >= this.#options.failures) this.#open();
    } else if (this.#state === 'half-open') this.#close();
    else this.#failures = 0;
  }

  #open(): void {
    const { firstRestMs, maxRestMs } = this.#options;
    const restMs = Math.min(firstRestMs * 2 ** Math.min(this.#rests, 16), maxRestMs);
    this.#rests += 1;
    this.#retryAtMs = this.#clock.nowMs() + restMs;
    this.#cancelTimer = this.#clock.setTimer(() => this.#set('half-open'), restMs);
    this.#set('open');
  }

  #close(): void {
    this.#failures = 0;
    this.#rests = 0;
    this.#set('closed');
  }

  #set(state: BreakerView['state']): void {
    if (state !== 'open') this.#retryAtMs = null;
    this.#state = state;
    this.#isTrying = false;
    this.#era += 1;
    this.#onChange();
  }
}
