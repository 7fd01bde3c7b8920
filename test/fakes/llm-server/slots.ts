/** Lets a number of answers be made at the same time, the others wait in order. */
export class Slots {
  #free: number;
  #running = 0;
  #maxConcurrent = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #serviceMs: number[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get maxConcurrent(): number {
    return this.#maxConcurrent;
  }

  /** Median service time in milliseconds; 0 before the first. */
  get medianServiceMs(): number {
    const sorted = [...this.#serviceMs].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  /** Runs `work` in a slot. It returns whether its time counts. */
  async run(work: () => Promise<boolean>): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    this.#running += 1;
    this.#maxConcurrent = Math.max(this.#maxConcurrent, this.#running);
    const startedAtMs = performance.now();
    try {
      if (await work()) this.#serviceMs.push(performance.now() - startedAtMs);
    } finally {
      this.#running -= 1;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
