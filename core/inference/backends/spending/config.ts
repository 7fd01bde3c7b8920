import { z } from 'zod';
import { optional } from '../../../foundation/setting-values.ts';
import { defineSection, freeTableSetting, setting } from '../../../foundation/settings.ts';
import type { SpendingLimits } from './interface.ts';
import { PRICES_AS_OF } from './prices.ts';

const file = 'test/integration/executor/openai-limits.test.ts';

const usdPerMillion = (what: string) =>
  setting(z.number().min(0).max(1_000_000), {
    description: `What the service bills for ${what}.`,
    unit: 'US dollars for a million model tokens, 0 to 1000000',
    test: { file, title: 'takes the prices of openai_limits.prices, and asks no model whose price nobody knows' },
  });

/** `[openai_limits]` of the configuration file. */
export const openaiLimitsSection = defineSection({
  name: 'openai_limits',
  about: 'How much of a hosted service may be used: what the backends of kind "openai" are asked, all together.',
  acts: 'core/inference/backends/spending',
  keys: {
    max_requests_per_minute: setting(optional(z.int().min(1).max(1_000_000)), {
      test: { file, title: 'sends no more than max_requests_per_minute' },
      description: 'Most requests that the service is sent a minute, retries included.',
      unit: 'whole number a minute, 1 to 1000000',
      example: 60,
    }),
    max_tokens_per_minute: setting(optional(z.int().min(1).max(1_000_000_000)), {
      test: { file, title: 'asks for no more than max_tokens_per_minute' },
      description: 'Most model tokens, of prompts and answers, a minute.',
      unit: 'whole number of model tokens a minute, 1 to 1000000000',
      example: 150_000,
    }),
    max_cost_per_day_usd: setting(optional(z.number().min(0).max(1_000_000)), {
      test: { file, title: 'spends no more than max_cost_per_day_usd, also after a restart, and goes on the next day' },
      description: 'What the service may bill a day, from midnight to midnight UTC.',
      unit: 'US dollars a day, 0 to 1000000',
      example: 100,
    }),
    prices: freeTableSetting(
      z.strictObject({
        inbound_usd_per_million: usdPerMillion('prompts'),
        outbound_usd_per_million: usdPerMillion('answers'),
      }),
      {
        description: `What a model costs, for max_cost_per_day_usd. Those of well-known models are there as of ${PRICES_AS_OF}.`,
        unit: '"name of a model" = a table of two prices, at most 100',
        maxKeys: 100,
        example: { my_model: { inbound_usd_per_million: 0.5, outbound_usd_per_million: 1.5 } },
        test: { file, title: 'takes the prices of openai_limits.prices, and asks no model whose price nobody knows' },
      },
    ),
  },
  read: (values): SpendingLimits => ({
    maxRequestsPerMinute: values.max_requests_per_minute,
    maxTokensPerMinute: values.max_tokens_per_minute,
    maxCostPerDayUsd: values.max_cost_per_day_usd,
    prices: Object.fromEntries(
      Object.entries(values.prices).map(([model, price]) => [
        model,
        { inboundUsdPerMillion: price.inbound_usd_per_million, outboundUsdPerMillion: price.outbound_usd_per_million },
      ]),
    ),
  }),
});
