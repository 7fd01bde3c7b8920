import type { Clock } from '../../foundation/clock.ts';

/** Does something again and again; the next round is counted from the end of the last one. */
export class Repeating {
  readonly #clock: Clock;
  readonly #work: () => Promise<unknown>;
  readonly #everyMs: number;
  #cancel: (() => void) | null = null;

  /** @param modules.work - Must not reject. */
  constructor(modules: { clock: Clock; work: () => Promise<unknown> }, options: { everyMs: number }) {
    this.#clock = modules.clock;
    this.#work = modules.work;
    this.#everyMs = options.everyMs;
  }

  /** Starts with a wait. Safe twice. */
  start(): void {
    if (this.#cancel === null) this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    const cancel = this.#clock.setTimer(() => {
      void this.#work().finally(() => {
        if (this.#cancel === cancel) this.#arm();
      });
    }, this.#everyMs);
    this.#cancel = cancel;
  }
}
