import { z } from 'zod';
import { optional } from '../../../foundation/setting-values.ts';
import { freeTableSetting, setting, tableSetting } from '../../../foundation/settings.ts';
import { type BudgetSettings, evictionPolicies, GB } from './settings.ts';

const file = 'test/integration/executor/resource-settings.test.ts';
const gigabytes = z.number().min(0).max(100_000);
const gigabytesUnit = 'gigabytes of 1000000000 bytes, 0 to 100000';

/** Keys of `[resources]` about memory. */
export const budgetKeys = {
  max_memory_gb: setting(optional(gigabytes), {
    example: 32,
    test: { file, title: 'lets models together take no more than max_memory_gb' },
    description: 'Most memory that models may take together; left out, what there is.',
    unit: gigabytesUnit,
  }),
  max_gpu_memory_gb: setting(optional(gigabytes), {
    example: 24,
    test: { file, title: 'lets models together take no more than max_gpu_memory_gb' },
    description: 'Most GPU memory that models may take together; left out, what there is.',
    unit: gigabytesUnit,
  }),
  gpu_memory_reserved_gb: setting(optional(gigabytes), {
    example: 2,
    test: { file, title: 'leaves gpu_memory_reserved_gb to other programs' },
    description: 'Memory of each GPU that is left to other programs.',
    unit: gigabytesUnit,
  }),
  swap_enabled: setting(optional(z.boolean()), {
    example: false,
    test: { file, title: 'lets a model push other programs into swapped memory with swap_enabled' },
    description: 'Whether a model in main memory may push other programs into swapped memory.',
    unit: 'true or false',
  }),
  per_model: freeTableSetting(
    z.strictObject({
      memory_gb: setting(optional(gigabytes), {
        test: { file, title: 'takes what a model needs from memory_gb' },
        description: 'Memory that the model needs, wherever it runs.',
        unit: gigabytesUnit,
      }),
      gpu_required: setting(z.boolean().default(false), {
        test: { file, title: 'keeps a model away from the main memory with gpu_required' },
        description: 'Whether the model runs on a GPU only; otherwise main memory will do where no GPU has room.',
        unit: 'true or false',
      }),
    }),
    {
      test: { file, title: 'takes what a model needs from memory_gb' },
      description: 'What each model needs, by its id.',
      unit: '"id" = { memory_gb = 8, gpu_required = true }, at most 1000',
      maxKeys: 1000,
      example: { 'llama-2-7b': { memory_gb: 8, gpu_required: false } },
    },
  ),
  memory: tableSetting(
    {
      max_model_cache_gb: setting(optional(gigabytes), {
        example: 24,
        test: { file, title: 'keeps no more than max_model_cache_gb of models that nobody uses' },
        description: 'Most memory that models may take which nobody uses; above it they are unloaded.',
        unit: gigabytesUnit,
      }),
      min_free_memory_gb: setting(optional(gigabytes), {
        example: 4,
        test: { file, title: 'leaves min_free_memory_gb of main memory free' },
        description: 'Main memory that stays free.',
        unit: gigabytesUnit,
      }),
      eviction_policy: setting(z.enum(evictionPolicies).default('least_recently_used'), {
        test: { file, title: 'unloads models in the order of eviction_policy' },
        description: 'Which idle model goes first when its memory is needed.',
        unit: evictionPolicies.map((policy) => `"${policy}"`).join(' or '),
      }),
      preload_models: setting(z.array(z.string().min(1).max(256)).max(100).default([]), {
        test: { file, title: 'loads preload_models at the start' },
        description: 'Models that are loaded at the start as far as there is room for them.',
        unit: 'list of at most 100 model ids',
        reload: 'restart',
      }),
    },
    { description: 'Which models stay in memory.' },
  ),
} as const;

type Keys = { readonly [Key in keyof typeof budgetKeys]: z.output<(typeof budgetKeys)[Key]> };

/** What the keys say, in bytes. */
export function readBudget(values: Keys): BudgetSettings {
  const { memory, per_model } = values;
  const perModel = Object.entries(per_model).map(([id, { memory_gb, gpu_required }]) => {
    return [id, { memoryBytes: bytesOf(memory_gb), gpuRequired: gpu_required }] as const;
  });
  return {
    maxMemoryBytes: bytesOf(values.max_memory_gb),
    maxGpuMemoryBytes: bytesOf(values.max_gpu_memory_gb),
    gpuMemoryReservedBytes: bytesOf(values.gpu_memory_reserved_gb) ?? 0,
    minFreeMemoryBytes: bytesOf(memory.min_free_memory_gb) ?? 0,
    maxModelCacheBytes: bytesOf(memory.max_model_cache_gb),
    swapEnabled: values.swap_enabled === true,
    evictionPolicy: memory.eviction_policy,
    preloadModels: memory.preload_models,
    perModel: Object.fromEntries(perModel),
  };
}

/** Null stays null. */
export function bytesOf(gb: number | null): number | null {
  return gb === null ? null : Math.round(gb * GB);
}
