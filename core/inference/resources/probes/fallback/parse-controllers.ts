import type { SeenGpu } from '../probe.ts';

/** What is read of a graphics controller of systeminformation; everything can be missing. */
export interface Controller {
  readonly vendor?: string | null;
  readonly model?: string | null;
  readonly bus?: string | null;
  /** Megabytes. */
  readonly vram?: number | null;
  readonly vramDynamic?: boolean | null;
  readonly driverVersion?: string | null;
  readonly temperatureGpu?: number | null;
}

const vendors = [
  [/nvidia/i, 'nvidia'],
  [/\bamd\b|\bati\b|advanced micro|radeon/i, 'amd'],
  [/intel/i, 'intel'],
  [/apple/i, 'apple'],
] as const;

/**
 * GPUs by what systeminformation says of the graphics controllers: what they are, hardly how they are. Memory that is
 * shared with the processor is not counted as the GPU's own. Drawing adapters of remote desktops and virtual machines
 * that name no vendor are left out.
 */
export function parseControllers(controllers: readonly Controller[]): readonly SeenGpu[] {
  return controllers.slice(0, 16).flatMap((controller) => {
    const { vendor, model, vram, vramDynamic, driverVersion, temperatureGpu } = controller;
    const text = `${vendor ?? ''} ${model ?? ''}`;
    const known = vendors.find(([pattern]) => pattern.test(text))?.[1];
    if (known === undefined) return [];
    const hasOwnMemory = vramDynamic !== true && isPositive(vram);
    return {
      index: null,
      name: (model || vendor || 'GPU').slice(0, 120),
      vendor: known,
      driver: driverVersion || null,
      load: null,
      memoryTotalBytes: hasOwnMemory ? Math.round(vram * 1024 * 1024) : null,
      memoryUsedBytes: null,
      temperatureC: isPositive(temperatureGpu) ? temperatureGpu : null,
      powerWatts: null,
      powerLimitWatts: null,
      processes: null,
    };
  });
}

function isPositive(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value < 1e9;
}
