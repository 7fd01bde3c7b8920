import { checkNames, throwProblems } from '../checks/check-names.ts';
import type { Setting } from './resolve-config.ts';

/** How many requests of a group the model program is given at once. Made with the functions of the same name. */
export type BatchStrategy =
  | { readonly kind: 'fixed' }
  | {
      readonly kind: 'adaptive';
      readonly minBatchSize?: number | undefined;
      readonly targetLatencyMs?: number | undefined;
      readonly maxWaitMs?: number | undefined;
    };

/**
 * Sizes of batches.
 *
 * @source executor-library.md, "Batch Processing"
 */
export const BatchStrategy = {
  /** Up to `maxBatchSize`. */
  fixed: (): BatchStrategy => ({ kind: 'fixed' }),
  /**
   * As many as keep `targetLatencyMs`.
   *
   * @param options.minBatchSize - Fewest that it goes down to, 1 to 1024. @defaultValue 2
   * @param options.targetLatencyMs - How long an answer should take, whole milliseconds. @defaultValue 1000
   * @param options.maxWaitMs - How long requests for another model may be passed by, whole milliseconds. @defaultValue 500
   */
  adaptive: (
    options: { readonly minBatchSize?: number; readonly targetLatencyMs?: number; readonly maxWaitMs?: number } = {},
  ): BatchStrategy => ({ kind: 'adaptive', ...options }),
} as const;

/** What requests must have in common to be served together. */
export type BatchGroup = 'model' | 'temperature';

/**
 * How requests are put together for the model program: those for the model that is being served go first, for a short
 * time, so that models are swapped seldom. No request waits while a place is free for it. What is left out has its
 * default, also when it was set before.
 */
export interface BatchConfig {
  /** @defaultValue false: in the order of the queue */
  readonly enabled?: boolean | undefined;
  /** Most requests of a group in the model program at once, 1 to 1024. @defaultValue 8 */
  readonly maxBatchSize?: number | undefined;
  /** How long later requests may go before one of another group, with `fixed`, whole milliseconds. @defaultValue 100 */
  readonly batchTimeoutMs?: number | undefined;
  /** @defaultValue `BatchStrategy.fixed()` */
  readonly strategy?: BatchStrategy | undefined;
  /** @defaultValue `['model']` */
  readonly groupBy?: readonly BatchGroup[] | undefined;
}

const keyOf = {
  enabled: 'batching.enabled',
  maxBatchSize: 'batching.max_batch_size',
  batchTimeoutMs: 'batching.batch_timeout_ms',
} as const;

const adaptiveKeyOf = {
  minBatchSize: 'batching.min_batch_size',
  targetLatencyMs: 'batching.target_latency_ms',
  maxWaitMs: 'batching.max_wait_ms',
} as const;

const groups: readonly BatchGroup[] = ['model', 'temperature'];

/** The configuration by its keys. @throws `CONFIG_INVALID` for names and groups that there are not */
export function batchSettings(config: BatchConfig): Iterable<readonly [key: string, setting: Setting]> {
  checkNames('BatchConfig', config, [...Object.keys(keyOf), 'strategy', 'groupBy']);
  const { strategy = BatchStrategy.fixed(), groupBy = ['model'] } = config;
  const unknown = groupBy.filter((group) => !groups.includes(group));
  const expected = '"model", "temperature", both or none';
  throwProblems(
    unknown.map((group) => ({ key: 'BatchConfig.groupBy', problem: `has no group "${group}"`, expected, hint: null })),
  );
  const adaptive = strategy.kind === 'adaptive' ? strategy : null;
  const value = (property: string, given: unknown): Setting => ({ property: `BatchConfig.${property}`, value: given });
  return [
    ...Object.entries(keyOf).map(([name, key]) => [key, value(name, config[name as keyof typeof keyOf])] as const),
    ...Object.entries(adaptiveKeyOf).map(
      ([name, key]) => [key, value(`strategy.${name}`, adaptive?.[name as keyof typeof adaptiveKeyOf])] as const,
    ),
    ['batching.strategy', value('strategy', strategy.kind)],
    ['batching.group_by_model', value('groupBy', groupBy.includes('model'))],
    ['batching.group_by_temperature', value('groupBy', groupBy.includes('temperature'))],
  ];
}
