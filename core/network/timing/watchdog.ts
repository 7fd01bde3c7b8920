import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';

/** A signal that aborts with `PROTOCOL_TIMEOUT` when nothing was fed for a while. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #onOuter = () => this.#controller.abort(this.#outer.reason);
  #cancel: () => void;

  constructor(modules: { clock: Clock }, options: { stallMs: number; signal: AbortSignal }) {
    this.#clock = modules.clock;
    this.#stallMs = options.stallMs;
    this.#outer = options.signal;
    if (this.#outer.aborted) this.#onOuter();
    else this.#outer.addEventListener('abort', this.#onOuter);
    this.#cancel = this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Progress was made. */
  feed(): void {
    this.#cancel();
    this.#cancel = this.#arm();
  }

  /** Call when the work is done. */
  clear(): void {
    this.#cancel();
    this.#outer.removeEventListener('abort', this.#onOuter);
  }

  #stall(): void {
    this.#controller.abort(new ExecutorError('PROTOCOL_TIMEOUT', { stallMs: this.#stallMs }));
  }

  #arm(): () => void {
    return this.#clock.setTimer(() => this.#stall(), this.#stallMs);
  }
}
