import type { HardwareReading } from '../interface.ts';
import type { AllocationSettings, BudgetSettings } from './settings.ts';

/** Where the memory of a model is: on these GPUs, or in main memory. */
export type Where = readonly number[] | 'memory';

/** A model that is in memory. */
export interface Holding {
  readonly model: string;
  /** Null when nobody knows. */
  readonly bytes: number | null;
  readonly where: Where;
}

/** Memory of one kind: of one GPU, or the main memory. */
export interface Pool {
  /** Index of the GPU; null for main memory. */
  readonly device: number | null;
  /** What a further model may take now. May be negative. */
  readonly freeBytes: number;
}

/** What the budgets leave of the memory. */
export interface Pools {
  /** GPUs whose memory is known, each with what is left of it. */
  readonly gpus: readonly Pool[];
  readonly memory: Pool;
  /** What `max_memory_gb` leaves for all models together. */
  readonly leftBytes: number;
  /** What `max_gpu_memory_gb` leaves. */
  readonly leftOnGpusBytes: number;
}

/** Bytes of a holding that are in this pool; those of several GPUs are taken as shared evenly. */
export function bytesIn({ bytes, where }: Holding, device: number | null): number {
  if (bytes === null) return 0;
  if (where === 'memory') return device === null ? bytes : 0;
  return device !== null && where.includes(device) ? bytes / where.length : 0;
}

/** What is left of the memory of the computer under these budgets, with these models in it. */
export function poolsOf(
  reading: HardwareReading,
  holdings: readonly Holding[],
  { budget, allocation }: { readonly budget: BudgetSettings; readonly allocation: AllocationSettings },
): Pools {
  const held = (device: number | null) => sum(holdings.map((holding) => bytesIn(holding, device)));
  const gpus = reading.gpus.flatMap(({ index, memoryTotalBytes, memoryUsedBytes }): readonly Pool[] => {
    if (memoryTotalBytes === null || memoryUsedBytes === null) return [];
    const free = memoryTotalBytes - memoryUsedBytes - budget.gpuMemoryReservedBytes;
    const limit = allocation.memoryLimitPerDeviceBytes;
    return [{ device: index, freeBytes: limit === null ? free : Math.min(free, limit - held(index)) }];
  });
  const { totalBytes, availableBytes } = reading.memory;
  const usable = budget.swapEnabled ? Math.max(availableBytes, totalBytes - held(null)) : availableBytes;
  const all = sum(holdings.map(({ bytes }) => bytes ?? 0));
  const onGpus = sum(holdings.map(({ bytes, where }) => (where === 'memory' ? 0 : (bytes ?? 0))));
  return {
    gpus,
    memory: { device: null, freeBytes: usable - budget.minFreeMemoryBytes },
    leftBytes: (budget.maxMemoryBytes ?? Number.POSITIVE_INFINITY) - all,
    leftOnGpusBytes: (budget.maxGpuMemoryBytes ?? Number.POSITIVE_INFINITY) - onGpus,
  };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
