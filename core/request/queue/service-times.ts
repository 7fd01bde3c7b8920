import type { ModelSpeed } from './interface.ts';

/** How much the newest of the measured times counts; about the last nine make up most of the average. */
const NEWEST_SHARE = 0.2;
/** Length of an answer that is expected before any was timed, model tokens: rather short, so that nobody is refused for it. */
const EXPECTED_TOKENS = 256;
/** Models that are remembered; peers can only ask for served ones. */
const MAX_MODELS = 1024;

/** Time that an answer of a model is expected to take, milliseconds; null where its speed is not known. */
export function expectedServiceMs(speed: ModelSpeed | null, maxOutboundTokens: number): number | null {
  if (speed === null || speed.tokensPerSecond === null) return null;
  const generatingMs = (Math.min(EXPECTED_TOKENS, maxOutboundTokens) / speed.tokensPerSecond) * 1000;
  return (speed.timeToFirstTokenMs ?? 0) + generatingMs;
}

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
