/** What was used in one second. */
interface Bucket {
  /** Whole seconds since 1970. */
  readonly second: number;
  amount: number;
}

const WINDOW_SEC = 60;

/** A sum over the last minute, to the second. */
export class MinuteWindow {
  #buckets: Bucket[];

  /** @param saved - Pairs of second and amount, as {@link MinuteWindow.save} gave them. */
  constructor(saved: readonly (readonly [number, number])[] = []) {
    this.#buckets = saved.map(([second, amount]) => ({ second, amount }));
  }

  /** At most 61 pairs. */
  save(): readonly (readonly [number, number])[] {
    return this.#buckets.map(({ second, amount }) => [second, amount] as const);
  }

  /** The sum of the last minute. */
  used(nowMs: number): number {
    this.#forget(nowMs);
    return this.#buckets.reduce((sum, { amount }) => sum + amount, 0);
  }

  /** Adds now; the returned function corrects what was added. */
  add(nowMs: number, amount: number): (correct: number) => void {
    this.#forget(nowMs);
    const second = Math.floor(nowMs / 1000);
    let bucket = this.#buckets.find((each) => each.second === second);
    if (bucket === undefined) {
      bucket = { second, amount: 0 };
      this.#buckets.push(bucket);
    }
    bucket.amount += amount;
    const corrected = bucket;
    return (correct) => {
      corrected.amount += correct - amount;
    };
  }

  /** When this much fits below the limit, milliseconds since 1970; null when it never does. */
  fitsAtMs(nowMs: number, amount: number, limit: number): number | null {
    if (amount > limit) return null;
    let left = this.used(nowMs);
    if (left + amount <= limit) return nowMs;
    for (const bucket of this.#buckets) {
      left -= bucket.amount;
      if (left + amount <= limit) return (bucket.second + WINDOW_SEC + 1) * 1000;
    }
    return (Math.floor(nowMs / 1000) + WINDOW_SEC + 1) * 1000;
  }

  /** A clock that was set back must not keep what seems to come later. */
  #forget(nowMs: number): void {
    const now = Math.floor(nowMs / 1000);
    this.#buckets = this.#buckets.filter(({ second }) => second >= now - WINDOW_SEC && second <= now);
  }
}
