import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { ResourceLease } from '../../../request/index.ts';

/** Longest wait for the memory of models that others use, milliseconds. */
export const MAX_WAIT_MS = 120_000;

/** Why somebody wants a model: to use it, because the owner said so, or to have it ready where there is room. */
export type WaitReason = 'request' | 'load' | 'preload';

interface Waiter {
  readonly reason: WaitReason;
  /** Takes it off the list first: what `lease` does may lead back here. */
  settle(lease: () => ResourceLease | null): void;
  fail(error: unknown): void;
}

/** Everybody who waits for one model. */
export class WaitingGroup {
  readonly model: string;
  /** Monotonic milliseconds since the first of them waits. */
  readonly sinceMs: number;
  readonly waiters = new Set<Waiter>();
  /** Aborted when the last one gave up, not when they all got it. */
  readonly abort = new AbortController();

  constructor(model: string, sinceMs: number) {
    this.model = model;
    this.sinceMs = sinceMs;
  }

  /** True when everybody only wants it to be ready. */
  get isPreload(): boolean {
    return [...this.waiters].every(({ reason }) => reason === 'preload');
  }
}

/** Those who wait for models that are not in memory, or that make room. */
export class WaitingList {
  readonly #clock: Clock;
  readonly #groups = new Map<string, WaitingGroup>();
  readonly #onChange: () => void;
  /** The model that is being loaded; nobody who waits for it is refused for the time. */
  loading: string | null = null;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Groups, those that wait longest first. */
  groups(): readonly WaitingGroup[] {
    return [...this.#groups.values()].sort((a, b) => a.sinceMs - b.sinceMs);
  }

  find(model: string): WaitingGroup | null {
    return this.#groups.get(model) ?? null;
  }

  /** Settles with what {@link WaitingList.admit} gives. @throws `RESOURCE_*`, `BACKEND_*`, the reason of the signal */
  wait(model: string, reason: WaitReason, signal: AbortSignal): Promise<ResourceLease | null> {
    const group = this.#groups.get(model) ?? new WaitingGroup(model, this.#clock.monotonicMs());
    this.#groups.set(model, group);
    return new Promise((resolve, reject) => {
      const end = () => {
        cancelTimer();
        signal.removeEventListener('abort', onAbort);
        this.#drop(group, waiter);
      };
      const waiter: Waiter = {
        reason,
        settle(lease) {
          end();
          resolve(lease());
        },
        fail(error) {
          end();
          reject(error);
          if (group.waiters.size === 0) group.abort.abort();
        },
      };
      const onAbort = () => {
        waiter.fail(signal.reason);
        this.#onChange();
      };
      const onLate = () => {
        cancelTimer = () => {};
        if (this.loading === model) return;
        waiter.fail(new ExecutorError('RESOURCE_BUSY', { model, waitedMs: MAX_WAIT_MS }));
        this.#onChange();
      };
      let cancelTimer = this.#clock.setTimer(onLate, MAX_WAIT_MS);
      signal.addEventListener('abort', onAbort, { once: true });
      group.waiters.add(waiter);
      this.#onChange();
    });
  }

  /** Gives everybody who waits for it what `lease` makes; `only` leaves the others waiting. */
  admit(model: string, lease: () => ResourceLease, only?: WaitReason): void {
    for (const waiter of this.#waitersOf(model))
      if (only === undefined || waiter.reason === only) waiter.settle(waiter.reason === 'request' ? lease : () => null);
  }

  /** Refuses everybody who waits for it. */
  fail(model: string, error: unknown): void {
    for (const waiter of this.#waitersOf(model)) waiter.fail(error);
  }

  /** Those of a model, without those who are helped meanwhile. */
  *#waitersOf(model: string): Generator<Waiter> {
    const group = this.#groups.get(model);
    for (const waiter of [...(group?.waiters ?? [])]) if (group?.waiters.has(waiter)) yield waiter;
  }

  #drop(group: WaitingGroup, waiter: Waiter): void {
    group.waiters.delete(waiter);
    if (group.waiters.size > 0) return;
    if (this.#groups.get(group.model) === group) this.#groups.delete(group.model);
  }
}
