import type { Clock } from '../../foundation/clock.ts';

/** Time over which a rate is taken, milliseconds. */
const WINDOW_MS = 5000;
/** Shortest time between two points that are kept, milliseconds. */
const STEP_MS = 250;

/** How fast a count grows, over the last seconds. */
export class Rate {
  readonly #clock: Clock;
  #points: { readonly atMs: number; readonly count: number }[] = [];

  constructor(modules: { readonly clock: Clock }) {
    this.#clock = modules.clock;
  }

  /** Notes the count as it is now. Returns what it grows by a second; null before that can be told. */
  add(count: number): number | null {
    const atMs = this.#clock.monotonicMs();
    const last = this.#points.at(-1);
    if (last === undefined || atMs - last.atMs >= STEP_MS) this.#points.push({ atMs, count });
    while (this.#points.length > 2 && atMs - (this.#points[0]?.atMs ?? atMs) > WINDOW_MS) this.#points.shift();
    const first = this.#points[0];
    if (first === undefined || atMs - first.atMs < STEP_MS) return null;
    return ((count - first.count) * 1000) / (atMs - first.atMs);
  }
}
