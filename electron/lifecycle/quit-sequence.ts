import { type Clock, delay } from '../../core/foundation/clock.ts';
import type { Logger } from '../../core/foundation/logger.ts';

/** `finish` lets running requests end first, `now` voids them. */
export type QuitMode = 'finish' | 'now';

interface QuitModules {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What quitting does, in this order. */
export interface QuitSteps {
  /** Quitting has begun: tell it, take nothing new. */
  readonly begin: () => void;
  /** Stops the executor: no new requests, drain or void, goodbye to the network, close the ledger. */
  readonly close: (mode: QuitMode) => Promise<void>;
  /** Writes what the app itself has not saved yet. */
  readonly flush: () => Promise<void>;
  /** Ends the program. */
  readonly end: () => void;
}

/** The executor bounds its own draining by the request timeout (280 s); this is for one that does not come back. */
const finishLimitMs = 320_000;
/** Desktops kill a program that does not end within 5 to 10 s of the end of a session. */
const nowLimitMs = 4000;
const flushLimitMs = 1000;

/** The one way out of the program. The first request decides how it ends, a second one makes it end now. */
export class QuitSequence {
  readonly #modules: QuitModules;
  readonly #steps: QuitSteps;
  #state: 'running' | 'quitting' | 'done' = 'running';
  readonly #hurry = new AbortController();

  constructor(modules: QuitModules, steps: QuitSteps) {
    this.#modules = modules;
    this.#steps = steps;
  }

  /** `done` means that nothing may hold the program any more. */
  get state(): 'running' | 'quitting' | 'done' {
    return this.#state;
  }

  /** Begins to quit, or hurries when quitting is under way. */
  request(mode: QuitMode): void {
    if (this.#state === 'running') void this.#run(mode);
    else this.#hurry.abort();
  }

  async #run(mode: QuitMode): Promise<void> {
    this.#state = 'quitting';
    if (mode === 'now') this.#hurry.abort();
    const { begin, close, flush, end } = this.#steps;
    this.#safely(begin);
    const finished =
      !this.#hurry.signal.aborted && (await this.#within(finishLimitMs, close('finish'), this.#hurry.signal));
    if (!finished && !(await this.#within(nowLimitMs, close('now'))))
      this.#modules.logger.error('The executor did not stop in time; what was running is voided at the next start.');
    await this.#within(flushLimitMs, flush());
    this.#state = 'done';
    end();
  }

  /** True when `work` ended, well or badly, before the time was up and before `signal`. */
  async #within(limitMs: number, work: Promise<void>, signal?: AbortSignal): Promise<boolean> {
    const done = new AbortController();
    const wait = delay(this.#modules.clock, limitMs, signal ? AbortSignal.any([signal, done.signal]) : done.signal);
    const ended = work
      .catch((error) => this.#modules.logger.error('A step of quitting failed.', {}, error))
      .then(() => true);
    const result = await Promise.race([
      ended,
      wait.then(
        () => false,
        () => false,
      ),
    ]);
    done.abort();
    return result;
  }

  #safely(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#modules.logger.error('A step of quitting failed.', {}, error);
    }
  }
}
