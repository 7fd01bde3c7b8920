/** What of a completed answer is measured. */
export interface AnswerFigures {
  readonly outboundTokens: number;
  readonly timeToFirstTokenMs: number | null;
  readonly durationMs: number;
}

/** How much the newest answer counts; about the last nineteen make up most of the average. */
const NEWEST_SHARE = 0.1;
/** Shorter answers say nothing about speed. */
const MIN_TOKENS = 8;

/** Moving averages of the answers of one model. */
export class RollingFigures {
  readonly #tokensPerSecond = new Average();
  readonly #timeToFirstTokenMs = new Average();
  readonly #latencyMs = new Average();
  readonly #success = new Average();

  add({ outboundTokens, timeToFirstTokenMs, durationMs }: AnswerFigures): void {
    this.#success.add(1);
    this.#latencyMs.add(durationMs);
    if (timeToFirstTokenMs === null) return;
    this.#timeToFirstTokenMs.add(timeToFirstTokenMs);
    const generatingMs = durationMs - timeToFirstTokenMs;
    // The first model token is there when the clock of the others starts.
    if (outboundTokens >= MIN_TOKENS && generatingMs > 0)
      this.#tokensPerSecond.add((outboundTokens - 1) / (generatingMs / 1000));
  }

  fail(): void {
    this.#success.add(0);
  }

  figures() {
    return {
      tokensPerSecond: this.#tokensPerSecond.mean,
      timeToFirstTokenMs: this.#timeToFirstTokenMs.mean,
      latencyMs: this.#latencyMs.mean,
      successRate: this.#success.mean,
    };
  }
}

class Average {
  mean: number | null = null;

  add(value: number): void {
    this.mean = this.mean === null ? value : this.mean + NEWEST_SHARE * (value - this.mean);
  }
}
