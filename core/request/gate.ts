import { ExecutorError } from '../foundation/errors/index.ts';

/** Whether new requests come in. `draining` turns into `paused` when the last running request has ended. */
export type GateState = 'open' | 'draining' | 'paused';

/**
 * Why no requests come in. `start`: nothing serves yet; `owner`: by hand; `presence`: a rule stepped aside for the
 * owner; `stop`: the executor ends. Each is lifted by whoever set it, so that no rule lifts a pause by hand.
 */
export type PauseReason = 'start' | 'owner' | 'presence' | 'stop';

/** The door of the pipeline. It starts closed, and is open while there is no reason to keep it closed. */
export class Gate {
  readonly #reasons = new Set<PauseReason>(['start']);
  #isIdle = true;

  get state(): GateState {
    if (this.#reasons.size === 0) return 'open';
    return this.#isIdle ? 'paused' : 'draining';
  }

  /** Why it is closed; none while it is open. */
  get reasons(): ReadonlySet<PauseReason> {
    return this.#reasons;
  }

  /** Lets nobody in. What is under way is not concerned, and has to be told with {@link Gate.idle} when it has ended. */
  close(reason: PauseReason): void {
    if (this.#reasons.size === 0) this.#isIdle = false;
    this.#reasons.add(reason);
  }

  /** Takes a reason away. */
  lift(reason: PauseReason): void {
    this.#reasons.delete(reason);
  }

  /** Nothing is under way any more. */
  idle(): void {
    this.#isIdle = true;
  }

  /** @throws `QUEUE_PAUSED` or `QUEUE_DRAINING` unless open. */
  assertOpen(): void {
    if (this.state === 'open') return;
    throw new ExecutorError(this.state === 'paused' ? 'QUEUE_PAUSED' : 'QUEUE_DRAINING');
  }
}
