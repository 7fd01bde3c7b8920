import { z } from 'zod';
import { urlValue } from '../../foundation/setting-values.ts';
import { defineSection, setting, tableSetting } from '../../foundation/settings.ts';
import { parseHitPriceMultiplier } from '../../money/pricing/index.ts';
import type { CacheSettings } from './interface.ts';
import { cacheBackendNames } from './stores/names.ts';

/** 1 GB as the makers of disks count it. */
const GB = 1_000_000_000;

const file = 'test/integration/executor/cache.test.ts';
const chance = { file, title: 'only temperature 0 is answered again, unless all are or the model is named' };
const redis = {
  file,
  title: 'answers are kept at url, under prefix, for ttl_seconds, and show neither prompt nor answer',
};

const multiplier = z
  .string('is a number without quotes; write it as text, so that no digit is lost')
  .refine((text) => parseHitPriceMultiplier(text) !== null, 'is not a plain decimal from 0 to 1');

/** `[cache]` of the configuration file. */
export const cacheSection = defineSection({
  name: 'cache',
  about: 'Answers that are given again without asking the model program.',
  acts: 'core/request/cache',
  reload: 'now',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description:
        'Whether answers are kept and given again, and whether identical requests in flight share one generation.',
      unit: 'true or false',
      test: { file, title: 'no answer is given again unless the cache is enabled' },
    }),
    backend: setting(z.enum(cacheBackendNames).default('memory'), {
      description:
        'Where answers are kept: in this process, on a Redis server, or in the folder cache of the data folder. On Redis and disk they are encrypted.',
      unit: '"memory", "redis" or "disk"',
      test: { file, title: 'with "disk" answers outlive a restart, and its files show neither prompt nor answer' },
    }),
    max_size_gb: setting(z.number().min(0.0001).max(10_000).default(0.25), {
      description: 'How much all kept answers may take together; the oldest go first.',
      unit: 'gigabytes of 1000000000 bytes, 0.0001 to 10000; fractions are allowed',
      test: { file, title: 'the oldest answers go when all together are larger than max_size_gb' },
    }),
    ttl_seconds: setting(z.int().min(1).max(31_536_000).default(3600), {
      description: 'How long an answer is kept.',
      unit: 'whole seconds, 1 to 31536000 (a year)',
      test: redis,
    }),
    scope: setting(z.enum(['per_client', 'shared']).default('per_client'), {
      description:
        'Who is given an answer again: only the client that asked for it, or everybody. With "shared" a client can tell by the time of its answer whether others asked the same before.',
      unit: '"per_client" or "shared"',
      test: {
        file,
        title: 'with "per_client" another client gets an answer of its own, with "shared" the one that is there',
      },
    }),
    deterministic_only: setting(z.boolean().default(true), {
      description:
        'Whether only answers to requests with temperature 0 are given again; others are drawn by chance, and a client may want a new one.',
      unit: 'true or false',
      test: chance,
    }),
    models: setting(z.array(z.string().min(1).max(256)).max(1000).default([]), {
      description: 'Models, by their own ids, whose answers are given again at any temperature.',
      unit: 'list of at most 1000 ids of models',
      test: chance,
      example: ['llama-2-13b-chat'],
    }),
    hit_price_multiplier: setting(multiplier.default('1'), {
      description:
        'What an answer costs that was kept, as a part of the price of a generated one; rounded down to whole wei.',
      unit: 'decimal in quotes, from "0" to "1", at most 18 places',
      test: { file, title: 'an answer that was kept costs the part that hit_price_multiplier says, rounded down' },
    }),
    max_entry_bytes: setting(z.int().min(1024).max(16_777_216).default(1_048_576), {
      description: 'Largest answer that is kept, as it is stored.',
      unit: 'whole bytes, 1024 to 16777216 (16 MiB)',
      test: { file, title: 'an answer larger than max_entry_bytes is not kept' },
    }),
    redis: tableSetting(
      {
        url: setting(urlValue(['redis', 'rediss']).default('redis://localhost:6379'), {
          description: 'The Redis server; one server, no cluster. It may hold a name and a password.',
          unit: 'URL that begins with redis:// or rediss://',
          test: redis,
          kind: 'secret',
          door: true,
        }),
        prefix: setting(
          z
            .string()
            .max(200)
            .regex(/^[\x21-\x7e]*$/, 'is not printable ASCII without spaces')
            .default('lloom:cache:'),
          {
            description: 'Begins every key that is written there; what follows keeps executors of one server apart.',
            unit: 'text of at most 200 printable ASCII characters',
            test: redis,
          },
        ),
      },
      { description: 'Where the Redis server is; read with backend = "redis".' },
    ),
  },
  read: (values): CacheSettings => ({
    enabled: values.enabled,
    backend: values.backend,
    maxBytes: Math.round(values.max_size_gb * GB),
    maxEntryBytes: values.max_entry_bytes,
    ttlMs: values.ttl_seconds * 1000,
    redis: values.redis,
    scope: values.scope,
    deterministicOnly: values.deterministic_only,
    models: values.models,
    // The schema has let nothing else through.
    hitPriceMultiplier: parseHitPriceMultiplier(values.hit_price_multiplier) ?? 0n,
  }),
});
