import type { Clock } from '../../../foundation/clock.ts';
import type { ModelLoad } from '../../models/loads/interface.ts';

/** How many times the duration of its load a model may stay before it makes room: a quarter of the time goes to swaps. */
const FACTOR = 3;
const MIN_MS = 2000;
const MAX_MS = 20_000;
/** How long a load is taken to last before one was measured. */
const USUAL_LOAD_MS = 3000;
/** After so long without a request a model makes room at once; sooner when it loads in less. */
export const LINGER_MS = 1000;
/** Models whose loads are remembered. */
const MAX_REMEMBERED = 1000;

/** Since when models are in memory, and how long each may stay before it has to make room for another. */
export class Residency {
  readonly #clock: Clock;
  readonly #models = new Map<string, { loadMs: number; sinceMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A model was loaded just now. */
  note(model: string, loadMs: number): void {
    if (this.#models.size >= MAX_REMEMBERED) this.#models.delete(this.#models.keys().next().value ?? '');
    this.#models.set(model, { loadMs, sinceMs: this.#clock.monotonicMs() });
  }

  /** How long it may stay, milliseconds; also how long requests for others may be passed by for its sake. */
  spanMs(model: string): number {
    return Math.min(MAX_MS, Math.max(MIN_MS, FACTOR * (this.#models.get(model)?.loadMs ?? USUAL_LOAD_MS)));
  }

  /** Milliseconds until it has to make room for who waits; 0 for a model that was there before us. */
  leftMs(model: string): number {
    const known = this.#models.get(model);
    if (known === undefined) return 0;
    return Math.max(0, known.sinceMs + this.spanMs(model) - this.#clock.monotonicMs());
  }

  /** Milliseconds until a model that nobody uses may go: never longer than it takes to bring it back. */
  leftIdleMs({ id, lastUsedAtMs }: ModelLoad): number {
    if (lastUsedAtMs === null) return 0;
    const lingerMs = Math.min(LINGER_MS, this.#models.get(id)?.loadMs ?? LINGER_MS);
    return Math.min(this.leftMs(id), Math.max(0, lingerMs - (this.#clock.nowMs() - lastUsedAtMs)));
  }
}
