/** In which order idle models go when their memory is needed. */
export const evictionPolicies = ['least_recently_used', 'largest_first'] as const;
export type EvictionPolicyName = (typeof evictionPolicies)[number];

/** What the owner says of one model's memory. */
export interface ModelMemory {
  /** Memory that it needs, wherever it runs; null leaves it to an estimate. */
  readonly memoryBytes: number | null;
  /** False: main memory will do where no GPU has room. */
  readonly gpuRequired: boolean;
}

/** How much memory the models may take, and who goes first. */
export interface BudgetSettings {
  /** Most that all models may take together; null for what there is. */
  readonly maxMemoryBytes: number | null;
  /** Most that all models may take of all GPUs together; null for what there is. */
  readonly maxGpuMemoryBytes: number | null;
  /** Left to other programs on each GPU. */
  readonly gpuMemoryReservedBytes: number;
  /** Main memory that stays free. */
  readonly minFreeMemoryBytes: number;
  /** Most that models may take which nobody uses; null for no limit. */
  readonly maxModelCacheBytes: number | null;
  /** True: a model in main memory may push other programs into swapped memory. */
  readonly swapEnabled: boolean;
  readonly evictionPolicy: EvictionPolicyName;
  readonly preloadModels: readonly string[];
  readonly perModel: Readonly<Record<string, ModelMemory>>;
}

/** Which GPU runs which model, for programs that can be told. */
export interface AllocationSettings {
  readonly strategy: 'round_robin' | 'least_loaded' | 'affinity';
  /** The GPUs that may be used; empty for all. */
  readonly devices: readonly number[];
  /** What `CUDA_VISIBLE_DEVICES` says to an engine that we start; null leaves it to the choice of devices. */
  readonly cudaVisibleDevices: string | null;
  /** Most of one GPU that models may take; null for what it has. */
  readonly memoryLimitPerDeviceBytes: number | null;
  readonly modelAffinity: readonly { readonly model: string; readonly devices: readonly number[] }[];
}

/** 1 GB as memory is shown everywhere here. */
export const GB = 1_000_000_000;

/** Everything that there is, to whoever asks first. */
export const unlimitedBudget: BudgetSettings = {
  maxMemoryBytes: null,
  maxGpuMemoryBytes: null,
  gpuMemoryReservedBytes: 0,
  minFreeMemoryBytes: 0,
  maxModelCacheBytes: null,
  swapEnabled: false,
  evictionPolicy: 'least_recently_used',
  preloadModels: [],
  perModel: {},
};

/** Any GPU, the emptiest first. */
export const anyDevice: AllocationSettings = {
  strategy: 'least_loaded',
  devices: [],
  cudaVisibleDevices: null,
  memoryLimitPerDeviceBytes: null,
  modelAffinity: [],
};
