/** How much the newest of the measured times counts; about the last nine make up most of the average. */
const NEWEST_SHARE = 0.2;
/** Models that are remembered; peers can only ask for served ones. */
const MAX_MODELS = 1024;

/** Moving averages of the time that a request occupies a slot, per model. */
export class ServiceTimes {
  readonly #meanMs = new Map<string, number>();

  add(model: string, durationMs: number): void {
    const before = this.#meanMs.get(model);
    if (before === undefined && this.#meanMs.size >= MAX_MODELS) this.#meanMs.clear();
    this.#meanMs.set(model, before === undefined ? durationMs : before + NEWEST_SHARE * (durationMs - before));
  }

  /** False before the first answer. */
  get isMeasured(): boolean {
    return this.#meanMs.size > 0;
  }

  /** Milliseconds; null before the first answer of this model. */
  of(model: string): number | null {
    return this.#meanMs.get(model) ?? null;
  }
}
