import type { Clock } from '../foundation/clock.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import type { CompletionProgress } from '../inference/backends/index.ts';
import type { LedgerLane } from '../money/ledger/index.ts';
import type { HookSession, ResourceUse, TokenReservation } from './stages.ts';
import type { ValidatedRequest } from './validation/index.ts';

/** Why a request is stopped from outside. */
export type StopCode = 'QUEUE_CANCELLED' | 'QUEUE_OWNER' | 'QUEUE_CLIENT_GONE' | 'QUEUE_TIMEOUT' | 'QUEUE_DEADLINE';

/** An accepted request that waits or runs, as the operator may see it. */
export interface ActiveView {
  readonly id: string;
  readonly validated: ValidatedRequest;
  readonly clientPeerId: string;
  readonly lane: LedgerLane;
  readonly acceptedAtMs: number;
  /** Null while it waits. */
  readonly startedAtMs: number | null;
  readonly progress: CompletionProgress | null;
}

/** One request on its way through the pipeline: its identity, its clock marks and the one switch that stops it. */
export class ActiveRequest {
  readonly id: string;
  readonly clientPeerId: string;
  readonly arrivedAtMs: number;
  /** Set once the request passed every rule and is in the ledger. */
  accepted: ValidatedRequest | null = null;
  model: string | null = null;
  lane: LedgerLane = 'normal';
  /** Model tokens that were taken from its client's limits. */
  reservation: TokenReservation | null = null;
  hooks: HookSession | null = null;
  startedAtMs: number | null = null;
  /** What its generation used of the computer; null before its end, and for answers that needed none. */
  used: ResourceUse | null = null;
  progress: CompletionProgress | null = null;
  /** Name of the backend that was asked last; null before the first. */
  backend: string | null = null;
  readonly #abort = new AbortController();
  readonly #cleanups: (() => void)[] = [];

  constructor(id: string, clientPeerId: string, arrivedAtMs: number) {
    this.id = id;
    this.clientPeerId = clientPeerId;
    this.arrivedAtMs = arrivedAtMs;
  }

  /** Aborted with an {@link ExecutorError} when the client left, time is up, or the operator stopped it. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Stops the request for this reason; the first reason stays. */
  stop(code: StopCode): void {
    this.#abort.abort(new ExecutorError(code));
  }

  /** Stops the request when this signal is aborted. */
  stopOn(signal: AbortSignal, code: StopCode): void {
    const onAbort = () => this.stop(code);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    this.#cleanups.push(() => signal.removeEventListener('abort', onAbort));
  }

  /** Stops the request when this much time has passed. */
  stopAfter(clock: Clock, delayMs: number, code: StopCode): void {
    this.#cleanups.push(clock.setTimer(() => this.stop(code), Math.max(0, delayMs)));
  }

  /** Nothing can stop it any more. */
  disarm(): void {
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }

  /** The operator's view; null before the request was accepted. */
  view(): ActiveView | null {
    const { id, accepted, clientPeerId, lane, arrivedAtMs, startedAtMs, progress } = this;
    if (!accepted) return null;
    return { id, validated: accepted, clientPeerId, lane, acceptedAtMs: arrivedAtMs, startedAtMs, progress };
  }
}
