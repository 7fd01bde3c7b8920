import type { Pool, Pools } from '../budgets/pools.ts';
import type { AllocationSettings, ModelMemory } from '../budgets/settings.ts';
import type { HardwareReading } from '../interface.ts';

/** Somewhere that a model could go: one GPU, several together, or main memory. */
export interface Place {
  readonly where: readonly number[] | 'memory';
  readonly pools: readonly Pool[];
}

interface PlaceQuestion {
  readonly model: string;
  readonly pools: Pools;
  readonly reading: HardwareReading;
  readonly allocation: AllocationSettings;
  /** What the owner says of its memory; null for nothing said. */
  readonly memory: ModelMemory | null;
  /** Whether its program can be told where it goes. */
  readonly placeable: boolean;
  /** How many models were placed before; turns `round_robin`. */
  readonly turn: number;
}

/**
 * Where a model could go, best first. A program that chooses by itself has all GPUs for one place. Main memory is a place
 * where no GPU's memory is known, and where the owner says of a model that it needs no GPU. Empty when it needs a GPU
 * that is not there.
 */
export function placesFor({
  model,
  pools,
  reading,
  allocation,
  memory,
  placeable,
  turn,
}: PlaceQuestion): readonly Place[] {
  const affinity = allocation.modelAffinity.find((entry) => entry.model === model)?.devices ?? null;
  const chosen = affinity ?? (allocation.devices.length > 0 ? allocation.devices : null);
  const isAllowed = ({ device }: Pool) => !placeable || chosen === null || (device !== null && chosen.includes(device));
  const gpus = pools.gpus.filter(isAllowed);
  const isSplit = !placeable || (allocation.strategy === 'affinity' && affinity !== null);
  const alone = isSplit ? [] : single(gpus, allocation, reading, turn);
  const onGpus = gpus.length > alone.length || gpus.length > 1 ? [...alone, together(gpus)] : alone;
  const mayUseMemory = memory === null ? pools.gpus.length === 0 : !memory.gpuRequired;
  return mayUseMemory ? [...onGpus, { where: 'memory', pools: [pools.memory] }] : onGpus;
}

function together(gpus: readonly Pool[]): Place {
  return { where: gpus.flatMap(({ device }) => device ?? []), pools: gpus };
}

/** Each GPU by itself: in turn, or the one with most free memory first, of equal ones the one with less to do. */
function single(
  gpus: readonly Pool[],
  { strategy }: AllocationSettings,
  reading: HardwareReading,
  turn: number,
): readonly Place[] {
  const start = gpus.length === 0 ? 0 : turn % gpus.length;
  const loadOf = (pool: Pool) => reading.gpus.find(({ index }) => index === pool.device)?.load ?? 0;
  const ordered =
    strategy === 'round_robin'
      ? [...gpus.slice(start), ...gpus.slice(0, start)]
      : [...gpus].sort((a, b) => b.freeBytes - a.freeBytes || loadOf(a) - loadOf(b));
  return ordered.map((pool) => ({ where: pool.device === null ? [] : [pool.device], pools: [pool] }));
}
