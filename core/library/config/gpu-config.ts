import { checkNames } from '../checks/check-names.ts';
import type { Setting } from './resolve-config.ts';

/** Which GPU runs a model. Made with the functions of the same name. */
export type GpuAllocationStrategy =
  | { readonly kind: 'roundRobin' }
  | { readonly kind: 'leastLoaded' }
  | {
      readonly kind: 'modelAffinity';
      readonly affinities: readonly (readonly [model: string, devices: readonly number[]])[];
    };

/**
 * Ways to choose a GPU.
 *
 * @source executor-library.md, "GPU Management"
 */
export const GpuAllocationStrategy = {
  /** One after the other. */
  roundRobin: (): GpuAllocationStrategy => ({ kind: 'roundRobin' }),
  /** The one with most free memory, of equal ones the one with less to do. */
  leastLoaded: (): GpuAllocationStrategy => ({ kind: 'leastLoaded' }),
  /** Each of these models on its GPUs, all of them together; others on the one with most free memory. */
  modelAffinity: (
    affinities: readonly (readonly [model: string, devices: readonly number[]])[],
  ): GpuAllocationStrategy => ({ kind: 'modelAffinity', affinities }),
} as const;

/**
 * Which GPUs run models, for programs that can be told: the built-in engine. What is left out has its default, also when it
 * was set before.
 */
export interface GpuConfig {
  /** Indices of the GPUs that may be used. @defaultValue all */
  readonly devices?: readonly number[] | undefined;
  /** @defaultValue `GpuAllocationStrategy.leastLoaded()` */
  readonly allocationStrategy?: GpuAllocationStrategy | undefined;
  /** Most memory of each GPU that models may take, gigabytes of 10⁹ bytes. @defaultValue what it has */
  readonly memoryLimitPerDeviceGb?: number | undefined;
  /** Refused with `RESOURCE_OPTION_REFUSED` when true: no model program here can be told. */
  readonly enableMemoryGrowth?: boolean | undefined;
  /** `CUDA_VISIBLE_DEVICES` of the built-in engine. Other model programs see what they were started with: it is refused. */
  readonly cudaVisibleDevices?: string | null | undefined;
}

const keyOf = {
  devices: 'gpu_allocation.devices',
  memoryLimitPerDeviceGb: 'gpu_allocation.memory_limit_per_device_gb',
  enableMemoryGrowth: 'gpu_allocation.enable_memory_growth',
  cudaVisibleDevices: 'gpu_allocation.cuda_visible_devices',
} as const;

const strategyOf = { roundRobin: 'round_robin', leastLoaded: 'least_loaded', modelAffinity: 'affinity' } as const;

/** The configuration by its keys. @throws `CONFIG_INVALID` for names that there are not */
export function gpuSettings(config: GpuConfig): Iterable<readonly [key: string, setting: Setting]> {
  checkNames('GpuConfig', config, [...Object.keys(keyOf), 'allocationStrategy']);
  const { allocationStrategy: strategy } = config;
  const value = (property: string, given: unknown): Setting => ({ property: `GpuConfig.${property}`, value: given });
  const affinities = strategy?.kind === 'modelAffinity' ? strategy.affinities : undefined;
  return [
    ...Object.entries(keyOf).map(
      ([name, key]) => [key, value(name, config[name as keyof typeof keyOf] ?? undefined)] as const,
    ),
    ['gpu_allocation.strategy', value('allocationStrategy', strategy && strategyOf[strategy.kind])],
    [
      'gpu_allocation.model_affinity',
      value(
        'allocationStrategy.affinities',
        affinities?.map(([model, devices]) => ({ model, devices })),
      ),
    ],
  ];
}
