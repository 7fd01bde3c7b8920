import type { Clock } from '../../foundation/clock.ts';
import type { BatchingSettings } from './config.ts';
import type { Group } from './group.ts';

/** Times of passing that are kept; more are put together, so that nobody is passed for longer than was promised. */
const MAX_MARKS = 1024;

/** A waiting request as this room sees it. */
export interface Candidate {
  /** Grows with every arrival. */
  readonly seq: number;
  readonly group: Group;
  /** Since when others went before it though it was its turn, monotonic milliseconds; null for not at all. */
  passedSinceMs: number | null;
}

interface TurnsModules {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** True when the backend has the model in memory as far as is known. */
  readonly isLoaded: (model: string) => boolean;
  /** How long requests for models in memory may pass one for a model that others have to leave for, milliseconds; else 0. */
  readonly swapPatienceMs: (model: string) => number;
}

/**
 * Keeps the backend at the model that it is answering with: while more of its requests wait, they go before the one whose
 * turn it is, for `maxPassingMs` of the whole life of a request, or for as long as makes a swap of models worth it. A request of another group gets a slot at once when none
 * of the served group waits.
 */
export class Turns {
  readonly #modules: TurnsModules;
  readonly #settings: BatchingSettings;
  /** When somebody who came as late as `seq` went first; both numbers grow. */
  readonly #marks: { readonly atMs: number; seq: number }[] = [];
  #served: Group | null = null;

  constructor(modules: TurnsModules, settings: BatchingSettings) {
    this.#modules = modules;
    this.#settings = settings;
  }

  /**
   * Which request goes.
   *
   * @param first - The one whose turn it is.
   * @param firstOf - Finds the first one of a group; null when none waits.
   */
  choose<Waiting extends Candidate>(first: Waiting, firstOf: (group: Group) => Waiting | null): Waiting {
    const served = this.#served;
    if (!served?.hasRoom || first.group === served) return first;
    const patienceMs = this.#patienceMs(first.group, served);
    const other = patienceMs === 0 ? null : firstOf(served);
    if (!other || this.#passedForMs(first) >= patienceMs) return first;
    this.#mark(first, other);
    return other;
  }

  /** A request of this group goes to the backend. `oldestSeq` is that of the oldest one that waits. */
  onRelease(group: Group, oldestSeq: number): void {
    this.#served = group;
    let gone = 0;
    while ((this.#marks[gone]?.seq ?? oldestSeq) < oldestSeq) gone += 1;
    if (gone > 0) this.#marks.splice(0, gone);
  }

  /** How long one of the next group may be passed: as batches are set, and as long as a swap of models is worth it. */
  #patienceMs(next: Group, served: Group): number {
    const { enabled, groupByModel, maxPassingMs } = this.#settings;
    const forBatchMs = enabled && groupByModel && this.#isSwap(next, served) ? maxPassingMs : 0;
    const isOther = next.model.model !== served.model.model;
    return Math.max(forBatchMs, isOther ? this.#modules.swapPatienceMs(next.model.model) : 0);
  }

  /** Two models that are both in memory need no swap; temperatures are only told apart where the owner asks for it. */
  #isSwap(next: Group, served: Group): boolean {
    if (this.#settings.groupByTemperature) return true;
    return !(this.#modules.isLoaded(next.model.model) && this.#modules.isLoaded(served.model.model));
  }

  #passedForMs(first: Candidate): number {
    const sinceMs = Math.min(first.passedSinceMs ?? Number.POSITIVE_INFINITY, this.#markAfter(first.seq));
    return this.#modules.clock.monotonicMs() - sinceMs;
  }

  #mark(first: Candidate, other: Candidate): void {
    const atMs = this.#modules.clock.monotonicMs();
    first.passedSinceMs ??= atMs;
    const last = this.#marks.at(-1);
    if (last && last.seq >= other.seq) return;
    if (last && (last.atMs === atMs || this.#marks.length >= MAX_MARKS)) last.seq = other.seq;
    else this.#marks.push({ atMs, seq: other.seq });
  }

  /** When somebody who came later first went before a request; infinity for never. */
  #markAfter(seq: number): number {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#marks[middle]?.seq ?? 0) > seq) high = middle;
      else low = middle + 1;
    }
    return this.#marks[low]?.atMs ?? Number.POSITIVE_INFINITY;
  }
}
