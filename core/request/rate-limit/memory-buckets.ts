import { LRUCache } from 'lru-cache';
import { RateLimiterCompatibleAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../foundation/clock.ts';
import { type BucketShape, msPerPoint } from './bucket.ts';

/** When the bucket of each key is full again, monotonic milliseconds. Holds the keys that were used last. */
export type BucketTimes = LRUCache<string, number>;

/** @param maxKeys - Most keys that are remembered; one more throws out the one that was used longest ago. */
export function createBucketTimes(maxKeys: number): BucketTimes {
  return new LRUCache({ max: maxKeys });
}

/**
 * Buckets in this process, behind the interface of rate-limiter-flexible: the parts of it that limits use.
 * Its own memory store has a timer for every key and no bound: a million peers take 600 MiB there.
 */
export class MemoryBuckets extends RateLimiterCompatibleAbstract {
  override readonly keyPrefix = '';
  /** Set by the library when it has this one for the time that Redis is away. */
  override blockDuration = 0;
  override execEvenly = false;
  readonly #clock: Clock;
  readonly #times: BucketTimes;
  readonly #shape: BucketShape;

  constructor(modules: { clock: Clock; times: BucketTimes }, shape: BucketShape) {
    super();
    this.#clock = modules.clock;
    this.#times = modules.times;
    this.#shape = shape;
  }

  /** Takes points, all or none. Rejects with how long to wait. */
  override async consume(key: string, points = 1): Promise<RateLimiterRes> {
    const { emptyMs, owedMs } = this.#look(key, points);
    // Rounding must not cost the last point.
    if (owedMs > emptyMs + 1e-3) throw new RateLimiterRes(0, Math.ceil(owedMs - emptyMs), this.#shape.points + points);
    return this.#keep(key, owedMs);
  }

  /** Takes points that were used, whether they are there or not; at most one more bucket is owed. */
  override async penalty(key: string, points = 1): Promise<RateLimiterRes> {
    const { emptyMs, owedMs } = this.#look(key, points);
    return this.#keep(key, Math.min(owedMs, 2 * emptyMs));
  }

  /** Gives points back, until the bucket is full. */
  override async reward(key: string, points = 1): Promise<RateLimiterRes> {
    return this.#keep(key, this.#look(key, -points).owedMs);
  }

  /** How long the bucket would take to fill after so many points more are taken. */
  #look(key: string, points: number): { emptyMs: number; owedMs: number } {
    const nowMs = this.#clock.monotonicMs();
    const fullAtMs = Math.max(nowMs, this.#times.get(key) ?? 0);
    return { emptyMs: this.#shape.duration * 1000, owedMs: fullAtMs - nowMs + points * msPerPoint(this.#shape) };
  }

  #keep(key: string, owedMs: number): RateLimiterRes {
    if (owedMs > 0) this.#times.set(key, this.#clock.monotonicMs() + owedMs);
    else this.#times.delete(key);
    return new RateLimiterRes(0, 0, Math.min(this.#shape.points, Math.max(0, owedMs / msPerPoint(this.#shape))));
  }
}
