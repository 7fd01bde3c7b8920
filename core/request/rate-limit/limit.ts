import { type RateLimiterLike, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { bucketScript, bucketShape } from './bucket.ts';
import { createBucketTimes, MemoryBuckets } from './memory-buckets.ts';
import type { RedisLink } from './redis-link.ts';
import type { RateLimitIdentifier, RateLimitRule } from './settings.ts';

/** What a limit counts. */
export type LimitUnit = 'requests' | 'tokens';

/** One number of one rule. */
export interface LimitPlan {
  readonly identifier: RateLimitIdentifier;
  readonly unit: LimitUnit;
  readonly perMinute: number;
  readonly burst: number;
}

/** What stands behind a limit. */
export interface LimitModules {
  readonly clock: Clock;
  /** Null keeps the counts in memory. */
  readonly redis: RedisLink | null;
}

/** The limits that a rule sets. */
export function limitsOf(rule: RateLimitRule): readonly LimitPlan[] {
  const { identifier, maxRequestsPerMinute, maxTokensPerMinute, burstSize } = rule;
  return [
    ...(maxRequestsPerMinute === null
      ? []
      : [{ identifier, unit: 'requests' as const, perMinute: maxRequestsPerMinute, burst: burstSize }]),
    ...(maxTokensPerMinute === null
      ? []
      : [{ identifier, unit: 'tokens' as const, perMinute: maxTokensPerMinute, burst: 0 }]),
  ];
}

/** One limit at work: a bucket for each key. */
export class Limit {
  readonly plan: LimitPlan;
  /** Names the limit to people, in counts and in keys; two plans that differ have different ones. */
  readonly label: string;
  readonly #bucketPoints: number;
  readonly #taking: RateLimiterLike;
  readonly #correcting: RateLimiterLike;

  /** @param options.maxKeys - Keys that memory holds at most. */
  constructor({ clock, redis }: LimitModules, { plan, maxKeys }: { plan: LimitPlan; maxKeys: number }) {
    this.plan = plan;
    this.label = limitLabel(plan);
    const shape = bucketShape(plan.perMinute, plan.burst);
    this.#bucketPoints = shape.points;
    const times = createBucketTimes(maxKeys);
    const memory = new MemoryBuckets({ clock, times }, shape);
    const build = (mode: 'take' | 'correct') => {
      if (redis === null) return memory;
      return new RateLimiterRedis({
        ...shape,
        keyPrefix: `${redis.prefix}${this.label}`,
        storeClient: redis,
        useRedisPackage: true,
        rejectIfRedisNotReady: true,
        customIncrTtlLuaScript: bucketScript(mode),
        insuranceLimiter: memory,
      });
    };
    this.#taking = build('take');
    this.#correcting = build('correct');
  }

  /**
   * Takes points of this key, all or none. More than a full bucket holds counts as a full bucket.
   *
   * @returns How many were taken.
   * @throws `RATE_LIMITED`
   */
  async take(key: string, points: number): Promise<number> {
    const taken = Math.min(points, this.#bucketPoints);
    try {
      await this.#taking.consume(key, taken);
      return taken;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new ExecutorError('RATE_LIMITED', { rule: this.label, retryAfterMs: refusal.msBeforeNext });
    }
  }

  /** Takes so many more, or gives so many back where negative. Never refuses; what is missing is owed. */
  async correct(key: string, points: number): Promise<void> {
    if (points === 0) return;
    if (points > 0) await this.#correcting.penalty(key, points);
    else await this.#correcting.reward(key, -points);
  }
}

/** For example `peer_id requests 60/min+20`. */
export function limitLabel({ identifier, unit, perMinute, burst }: LimitPlan): string {
  return `${identifier} ${unit} ${perMinute}/min${burst === 0 ? '' : `+${burst}`}`;
}
