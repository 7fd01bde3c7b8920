import { z } from 'zod';
import { defineSection, setting } from '../../foundation/settings.ts';

/** How requests are put together for the backend. */
export interface BatchingSettings {
  /** False: requests are released in the order of the queue. */
  readonly enabled: boolean;
  readonly strategy: 'fixed' | 'adaptive';
  /** Most requests of a group in the backend at once, ≥ 1. */
  readonly maxBatchSize: number;
  /** Fewest that `adaptive` goes down to, ≥ 1. */
  readonly minBatchSize: number;
  /** How long an answer should take with `adaptive`, milliseconds. */
  readonly targetLatencyMs: number;
  /** How long later requests of the group that is served may go first, milliseconds. */
  readonly maxPassingMs: number;
  readonly groupByModel: boolean;
  readonly groupByTemperature: boolean;
}

const file = 'test/integration/executor/queue-settings.test.ts';
const sizes = z.int().min(1).max(1024);

/** `[batching]` of the configuration file. */
export const batchingSection = defineSection({
  name: 'batching',
  acts: 'core/request/batching',
  reload: 'now',
  about: 'How requests are put together for the model program, so that it swaps models seldom.',
  keys: {
    enabled: setting(z.boolean().default(false), {
      test: { file, title: 'lets requests for the model that is served go first when enabled' },
      description: 'Lets requests for the model that is being served go first, for a short time; otherwise in order.',
      unit: 'true or false',
    }),
    strategy: setting(z.enum(['fixed', 'adaptive']).default('fixed'), {
      test: {
        file,
        title: 'adapts the size to target_latency_ms, not below min_batch_size, with the adaptive strategy',
      },
      description: 'Fixed: up to max_batch_size at once. Adaptive: as many as keep target_latency_ms.',
      unit: '"fixed" or "adaptive"',
    }),
    max_batch_size: setting(sizes.default(8), {
      test: { file, title: 'gives the model program max_batch_size of a model at once' },
      description: 'Most requests of a group that the model program is given at the same time.',
      unit: 'whole number, 1 to 1024',
    }),
    min_batch_size: setting(sizes.default(2), {
      test: {
        file,
        title: 'adapts the size to target_latency_ms, not below min_batch_size, with the adaptive strategy',
      },
      description: 'Fewest at the same time that the adaptive strategy goes down to; at most max_batch_size counts.',
      unit: 'whole number, 1 to 1024',
    }),
    target_latency_ms: setting(z.int().min(1).max(300_000).default(1000), {
      test: {
        file,
        title: 'adapts the size to target_latency_ms, not below min_batch_size, with the adaptive strategy',
      },
      description: 'How long an answer should take with the adaptive strategy.',
      unit: 'whole milliseconds, 1 to 300000',
    }),
    batch_timeout_ms: setting(z.int().min(0).max(60_000).default(100), {
      test: { file, title: 'lets nobody be passed for longer than batch_timeout_ms' },
      description:
        'How long later requests may go before one for another model, fixed strategy. Nothing waits for a batch.',
      unit: 'whole milliseconds, 0 to 60000',
    }),
    max_wait_ms: setting(z.int().min(0).max(60_000).default(500), {
      test: { file, title: 'lets nobody be passed for longer than max_wait_ms' },
      description: 'The same with the adaptive strategy.',
      unit: 'whole milliseconds, 0 to 60000',
    }),
    group_by_model: setting(z.boolean().default(true), {
      test: { file, title: 'keeps the order of arrival with group_by_model = false' },
      description: 'Requests for the same model are compatible.',
      unit: 'true or false',
    }),
    group_by_temperature: setting(z.boolean().default(false), {
      test: { file, title: 'keeps temperatures together with group_by_temperature' },
      description: 'Only requests of the same temperature, to one decimal, are compatible.',
      unit: 'true or false',
    }),
  },
  read: (values): BatchingSettings => ({
    enabled: values.enabled,
    strategy: values.strategy,
    maxBatchSize: values.max_batch_size,
    minBatchSize: Math.min(values.min_batch_size, values.max_batch_size),
    targetLatencyMs: values.target_latency_ms,
    maxPassingMs: values.strategy === 'adaptive' ? values.max_wait_ms : values.batch_timeout_ms,
    groupByModel: values.group_by_model,
    groupByTemperature: values.group_by_temperature,
  }),
});
