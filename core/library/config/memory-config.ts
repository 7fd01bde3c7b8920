import { requireFunction } from '../checks/check-code.ts';
import { checkNames } from '../checks/check-names.ts';
import type { Setting } from './resolve-config.ts';

/** Which idle model goes first when its memory is needed. */
export type EvictionPolicy = 'least_recently_used' | 'largest_first';

/** Names of {@link EvictionPolicy}. */
export const EvictionPolicy = {
  leastRecentlyUsed: 'least_recently_used',
  largestFirst: 'largest_first',
} as const satisfies Record<string, EvictionPolicy>;

/** How memory is kept for models. Made with the functions of the same name. */
export interface MemoryStrategy {
  readonly kind: 'adaptive';
  /** Main memory that stays free, gigabytes of 10⁹ bytes. */
  readonly minFreeMemoryGb?: number | undefined;
  readonly evictionPolicy?: EvictionPolicy | undefined;
  /** Models that are loaded at the start as far as there is room for them. */
  readonly preloadModels?: readonly string[] | undefined;
}

/**
 * Ways to keep memory.
 *
 * @source executor-library.md, "Memory Management"
 */
export const MemoryStrategy = {
  /** Models are loaded when they are asked for, and idle ones make room. */
  adaptive: (options: Omit<MemoryStrategy, 'kind'> = {}): MemoryStrategy => ({ kind: 'adaptive', ...options }),
} as const;

/** How much memory models may take. What is left out has its default, also when it was set before. */
export interface MemoryConfig {
  /** Most that all models may take together, gigabytes of 10⁹ bytes. @defaultValue what there is */
  readonly maxTotalMemoryGb?: number | undefined;
  /** Most that models may take which nobody uses, gigabytes of 10⁹ bytes. @defaultValue no limit */
  readonly maxModelCacheGb?: number | undefined;
  /** @defaultValue `MemoryStrategy.adaptive()` */
  readonly strategy?: MemoryStrategy | undefined;
  /** Whether a model in main memory may push other programs into swapped memory. @defaultValue false */
  readonly enableSwap?: boolean | undefined;
  /** Called when a model program ran out of memory, after idle models were unloaded. What it throws is logged. */
  readonly oomHandler?: (() => void | Promise<void>) | null | undefined;
}

const keyOf = {
  maxTotalMemoryGb: 'resources.max_memory_gb',
  maxModelCacheGb: 'resources.memory.max_model_cache_gb',
  enableSwap: 'resources.swap_enabled',
} as const;

const strategyKeyOf = {
  minFreeMemoryGb: 'resources.memory.min_free_memory_gb',
  evictionPolicy: 'resources.memory.eviction_policy',
  preloadModels: 'resources.memory.preload_models',
} as const;

/** The configuration by its keys, without its handler. @throws `CONFIG_INVALID` for names that there are not */
export function memorySettings(config: MemoryConfig): Iterable<readonly [key: string, setting: Setting]> {
  checkNames('MemoryConfig', config, [...Object.keys(keyOf), 'strategy', 'oomHandler']);
  const { strategy = MemoryStrategy.adaptive(), oomHandler } = config;
  checkNames('MemoryConfig.strategy', strategy, [...Object.keys(strategyKeyOf), 'kind']);
  if (oomHandler != null) requireFunction('MemoryConfig.oomHandler', oomHandler);
  const value = (property: string, given: unknown): Setting => ({ property: `MemoryConfig.${property}`, value: given });
  return [
    ...Object.entries(keyOf).map(([name, key]) => [key, value(name, config[name as keyof typeof keyOf])] as const),
    ...Object.entries(strategyKeyOf).map(
      ([name, key]) => [key, value(`strategy.${name}`, strategy[name as keyof typeof strategyKeyOf])] as const,
    ),
  ];
}
