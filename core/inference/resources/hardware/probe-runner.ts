import { type Clock, delay } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { ProbeState } from '../interface.ts';
import type { Probe, Sight } from '../probes/probe.ts';

/** Longest time that one look may take, milliseconds. */
const LIMIT_MS = 5000;
/** What is not there, such as a driver, may be installed while we run. */
const LOOK_AGAIN_MS = 60_000;
/** First and longest wait after a look that failed, milliseconds. */
const BACKOFF_MS = { first: 2000, most: 120_000 };

/** Asks one probe at its own pace: never twice at once, never without an end, and more rarely while it fails. */
export class ProbeRunner<Value> {
  readonly #probe: Probe<Value>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #last: Sight<Value> | null = null;
  #nextMs = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** A look that did not end although it was told to. */
  #stuck: Promise<unknown> | null = null;

  constructor(modules: { clock: Clock; logger: Logger }, probe: Probe<Value>) {
    this.#clock = modules.clock;
    this.#logger = modules.logger;
    this.#probe = probe;
  }

  /** What is seen now, or was seen last when it is too early to look again. Never rejects. */
  async look(signal: AbortSignal): Promise<Sight<Value>> {
    if (this.#last !== null && (this.#stuck !== null || this.#clock.monotonicMs() < this.#nextMs)) return this.#last;
    const sight = await this.#lookNow(signal);
    // One that was called off says nothing about what it looked at.
    if (signal.aborted) return this.#last ?? sight;
    this.#note(sight);
    return sight;
  }

  /** How the probe is. */
  state(): ProbeState {
    const { state, detail } = this.#last ?? { state: 'not-available' as const, detail: 'Not looked yet.' };
    return { name: this.#probe.name, state, detail };
  }

  close(): void {
    this.#probe.close?.();
  }

  async #lookNow(outer: AbortSignal): Promise<Sight<Value>> {
    const ended = new AbortController();
    const stop = new AbortController();
    const work = start(() => this.#probe.look(AbortSignal.any([outer, stop.signal]))).catch(unreadable);
    const limit = delay(this.#clock, LIMIT_MS, AbortSignal.any([outer, ended.signal])).then(
      () => late,
      () => late,
    );
    const sight = await Promise.race([work, limit]);
    ended.abort();
    if (sight !== late) return sight;
    stop.abort();
    this.#stuck = work.finally(() => {
      this.#stuck = null;
    });
    return late;
  }

  #note(sight: Sight<Value>): void {
    const failed = sight.state === 'failed';
    if (failed && this.#last?.state !== 'failed')
      this.#logger.warn('A probe of the hardware failed', { probe: this.#probe.name });
    this.#last = sight;
    this.#failures = failed ? this.#failures + 1 : 0;
    this.#nextMs = this.#clock.monotonicMs() + this.#pauseMs(sight.state);
  }

  #pauseMs(state: Sight<Value>['state']): number {
    if (state === 'ok') return this.#probe.everyMs;
    if (state === 'not-available') return LOOK_AGAIN_MS;
    return Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(16, this.#failures - 1));
  }
}

const late: Sight<never> = { state: 'failed', detail: 'It did not answer in time.' };

function unreadable(): Sight<never> {
  return { state: 'failed', detail: 'It could not be read.' };
}

/** A probe that throws before it returns a promise is no different from one whose promise rejects. */
async function start<Result>(work: () => Promise<Result>): Promise<Result> {
  return work();
}
