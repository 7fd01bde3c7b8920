import { ExecutorError } from '../foundation/errors/index.ts';

/** Whether new requests come in. `draining` turns into `paused` when the last running request has ended. */
export type GateState = 'open' | 'draining' | 'paused';

/** The door of the pipeline. It starts closed. */
export class Gate {
  #state: GateState = 'paused';

  get state(): GateState {
    return this.#state;
  }

  set(state: GateState): void {
    this.#state = state;
  }

  /** @throws `QUEUE_PAUSED` or `QUEUE_DRAINING` unless open. */
  assertOpen(): void {
    if (this.#state === 'open') return;
    throw new ExecutorError(this.#state === 'paused' ? 'QUEUE_PAUSED' : 'QUEUE_DRAINING');
  }
}
