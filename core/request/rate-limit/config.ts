import { z } from 'zod';
import { optional, urlValue } from '../../foundation/setting-values.ts';
import { defineSection, setting, tableListSetting, tableSetting } from '../../foundation/settings.ts';
import type { RateLimitRule, RateLimitSettings } from './settings.ts';

const file = 'test/integration/executor/rate-limiting.test.ts';
const perPeer = {
  file,
  title: 'each peer gets its minute of requests and its burst, and its stream is closed after them',
};
const perIp = { file, title: 'peers behind one IP address share its requests' };
const perToken = {
  file,
  title: 'a client that used up its model tokens is served no more, however few requests that took',
};
const switched = { file, title: 'rules that are switched off hold nobody back' };
const shared = {
  file,
  title: 'two executors with one Redis server share what a peer may ask, under the prefix of its keys',
};

const perMinute = (most: number) => optional(z.int().min(1).max(most));

const rules = tableListSetting(
  {
    identifier: setting(z.enum(['peer_id', 'ip_address', 'client_address']), {
      description:
        'Whose requests are counted together: of one peer, of one IP address (IPv6: of one /64), of one signer.',
      test: perIp,
      unit: 'one of "peer_id", "ip_address", "client_address"',
    }),
    max_requests_per_minute: setting(perMinute(1_000_000), {
      description: 'Requests that each may make a minute, over time.',
      test: perPeer,
      unit: 'whole number, 1 to 1000000',
    }),
    max_tokens_per_minute: setting(perMinute(1_000_000_000), {
      description: 'Model tokens, of prompts and answers together, that each may use a minute, over time.',
      test: perToken,
      unit: 'whole number of model tokens, 1 to 1000000000',
    }),
    burst_size: setting(z.int().min(0).max(1_000_000).default(0), {
      description: 'Requests that each may make at once on top of a whole minute of them.',
      test: perPeer,
      unit: 'whole number, 0 to 1000000',
    }),
  },
  {
    description: 'Each rule holds for everybody alike; a request must pass them all.',
    test: perPeer,
    unit: '[[rate_limiting.rules]] on a line of its own for each, at most 16',
    maxItems: 16,
    example: { identifier: 'peer_id', max_requests_per_minute: 60, max_tokens_per_minute: 100_000 },
  },
);

/** A rule without a number, or with one that nothing uses, would look like protection and be none. */
const limitingRules = rules
  .superRefine((items, context) => {
    for (const [index, item] of items.entries()) {
      const refuse = (path: readonly string[], message: string) =>
        context.addIssue({ code: 'custom', path: [index, ...path], message });
      if (item.max_requests_per_minute !== null) continue;
      if (item.max_tokens_per_minute === null)
        refuse([], 'limits nothing: it has neither max_requests_per_minute nor max_tokens_per_minute');
      else if (item.burst_size > 0) refuse(['burst_size'], 'has no max_requests_per_minute to be on top of');
    }
  })
  .meta(rules.meta() ?? {});

/** `[rate_limiting]` of the configuration file. */
export const rateLimitingSection = defineSection({
  name: 'rate_limiting',
  about: 'How much one peer, address or signer may ask for. What is refused goes to another executor at once.',
  acts: 'core/request/rate-limit',
  reload: 'now',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description: 'Whether the rules hold.',
      test: switched,
      unit: 'true or false',
    }),
    store: setting(z.enum(['memory', 'redis']).default('memory'), {
      description: 'Where the counts are kept; executors with the same Redis server and the same rules share them.',
      test: shared,
      unit: 'one of "memory", "redis"',
    }),
    redis: tableSetting(
      {
        url: setting(urlValue(['redis', 'rediss']).default('redis://localhost:6379'), {
          description: 'The Redis server for store = "redis". While it is away, memory counts.',
          test: shared,
          unit: 'redis or rediss URL',
          kind: 'secret',
          door: true,
        }),
        prefix: setting(z.string().max(64).default('lloom:rate:'), {
          description: 'What the names of its keys begin with.',
          test: shared,
          unit: 'text of at most 64 characters',
        }),
      },
      { description: 'The Redis server that shares the counts.' },
    ),
    rules: limitingRules,
  },
  read: (values): RateLimitSettings => ({
    enabled: values.enabled,
    store: values.store,
    redis: { url: values.redis.url, prefix: values.redis.prefix },
    rules: values.rules.map(
      (rule): RateLimitRule => ({
        identifier: rule.identifier,
        maxRequestsPerMinute: rule.max_requests_per_minute,
        maxTokensPerMinute: rule.max_tokens_per_minute,
        burstSize: rule.burst_size,
      }),
    ),
  }),
});
