import type { Clock } from '../../foundation/clock.ts';
import { isExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import type { RateLimitStage, Requester, TokenReservation } from '../index.ts';
import { ipKey } from './ip-key.ts';
import { Limit, type LimitPlan, limitLabel, limitsOf } from './limit.ts';
import { RedisLink } from './redis-link.ts';
import type { RateLimitSettings } from './settings.ts';

/** Keys that memory holds at most over all limits: about 16 MiB. */
const MAX_KEYS = 200_000;
/** Keys of one limit. */
const MAX_KEYS_PER_LIMIT = 100_000;

interface RateLimiterModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told the label of the limit that refused. */
  readonly counts: { rateLimited(label: string): void };
}

type KnownRequester = Requester & { readonly clientAddress?: string };

/** Points that were taken of one limit. */
interface Taken {
  readonly limit: Limit;
  readonly key: string;
  readonly points: number;
}

/** Keeps everybody within the rules of `[rate_limiting]`. What it counts and how is in the README of this folder. */
export class RateLimiter implements RateLimitStage, Startable {
  readonly #modules: RateLimiterModules;
  #settings: RateLimitSettings;
  #limits: readonly Limit[] = [];
  #redis: RedisLink | null = null;
  #isStarted = false;

  constructor(modules: RateLimiterModules, settings: RateLimitSettings) {
    this.#modules = modules;
    this.#settings = settings;
    this.#build();
  }

  /** Does not wait for Redis: until it answers, memory counts. */
  async start(): Promise<void> {
    this.#isStarted = true;
    await this.#redis?.start();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#redis?.stop();
  }

  /** Obeys these settings from now on. Limits that stay as they were keep their counts. */
  configure(settings: RateLimitSettings): void {
    const old = this.#redis;
    const keepsStore = sameStore(settings, this.#settings);
    this.#settings = settings;
    this.#build(keepsStore ? this.#limits : null);
    if (keepsStore) return;
    if (this.#isStarted) void this.#redis?.start();
    void old?.stop();
  }

  async takeRequest(requester: Requester): Promise<void> {
    await this.#takeAll(requester, ({ identifier, unit }) =>
      unit === 'requests' && identifier !== 'client_address' ? 1 : 0,
    );
  }

  async reserve(
    requester: Requester & { readonly clientAddress: string },
    modelTokens: number,
  ): Promise<TokenReservation> {
    const taken = await this.#takeAll(requester, ({ identifier, unit }) =>
      unit === 'tokens' ? modelTokens : identifier === 'client_address' ? 1 : 0,
    );
    const reserved = taken.filter(({ limit }) => limit.plan.unit === 'tokens');
    let isOpen = true;
    return {
      settle: (usedModelTokens) => {
        if (!isOpen) return;
        isOpen = false;
        for (const { limit, key, points } of reserved) this.#correct(limit, key, usedModelTokens - points);
      },
    };
  }

  /** Takes points of every limit that wants some; nothing is taken when one refuses. */
  async #takeAll(requester: KnownRequester, pointsOf: (plan: LimitPlan) => number): Promise<readonly Taken[]> {
    const taken: Taken[] = [];
    for (const limit of this.#limits) {
      const points = pointsOf(limit.plan);
      if (points === 0) continue;
      const key = keyOf(limit.plan, requester);
      try {
        taken.push({ limit, key, points: await limit.take(key, points) });
      } catch (error) {
        for (const one of taken) this.#correct(one.limit, one.key, -one.points);
        if (isExecutorError(error, 'RATE_LIMITED')) this.#modules.counts.rateLimited(limit.label);
        throw error;
      }
    }
    return taken;
  }

  #correct(limit: Limit, key: string, points: number): void {
    limit.correct(key, points).catch((error: unknown) => {
      this.#modules.logger.error('A rate limit could not be corrected', { rule: limit.label }, error);
    });
  }

  #build(known: readonly Limit[] | null = null): void {
    const { clock, logger } = this.#modules;
    const { enabled, store, redis, rules } = this.#settings;
    if (known === null) this.#redis = enabled && store === 'redis' ? new RedisLink({ clock, logger }, redis) : null;
    const plans = enabled ? rules.flatMap(limitsOf) : [];
    if (enabled && plans.length === 0) logger.warn('[rate_limiting] is enabled and has no rules: nobody is limited');
    const maxKeys = Math.min(MAX_KEYS_PER_LIMIT, Math.floor(MAX_KEYS / Math.max(1, plans.length)));
    const labelled = new Map(plans.map((plan) => [limitLabel(plan), plan]));
    const link = this.#redis;
    this.#limits = [...labelled].map(
      ([label, plan]) =>
        known?.find((limit) => limit.label === label) ?? new Limit({ clock, redis: link }, { plan, maxKeys }),
    );
  }
}

function keyOf({ identifier }: LimitPlan, { peerId, remoteAddress, clientAddress = '' }: KnownRequester): string {
  if (identifier === 'peer_id') return peerId;
  return identifier === 'ip_address' ? ipKey(remoteAddress) : clientAddress;
}

function sameStore(a: RateLimitSettings, b: RateLimitSettings): boolean {
  const inRedis = (one: RateLimitSettings) => one.enabled && one.store === 'redis';
  if (inRedis(a) !== inRedis(b)) return false;
  return !inRedis(a) || (a.redis.url === b.redis.url && a.redis.prefix === b.redis.prefix);
}
