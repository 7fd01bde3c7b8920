import type { Clock } from '../../../foundation/clock.ts';

/** How long a model is left alone after something failed with it, milliseconds. */
const REST_MS = 10_000;
/** Models that are remembered. */
const MAX_REMEMBERED = 1000;

/** Models that are left alone for a while, each with why. */
export class Rests<Reason> {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #models = new Map<string, { readonly untilMs: number; readonly reason: Reason }>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  begin(model: string, reason: Reason): void {
    if (this.#models.size >= MAX_REMEMBERED) this.#models.clear();
    this.#models.set(model, { untilMs: this.#clock.monotonicMs() + REST_MS, reason });
  }

  /** Null for a model that does not rest. */
  find(model: string): { readonly reason: Reason } | null {
    const rest = this.#models.get(model);
    if (rest === undefined || rest.untilMs > this.#clock.monotonicMs()) return rest ?? null;
    this.#models.delete(model);
    return null;
  }

  end(model: string): void {
    this.#models.delete(model);
  }
}
