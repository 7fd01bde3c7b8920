import type { HardwareReading } from '../interface.ts';

/** What is remembered of a moment; of several GPUs the busiest load, the highest temperature, and the sums. */
export interface HardwarePoint {
  readonly atMs: number;
  readonly gpuLoad: number | null;
  readonly gpuTemperatureC: number | null;
  readonly gpuPowerWatts: number | null;
  readonly gpuMemoryUsedBytes: number | null;
}

/** Most moments that are remembered: 12 minutes while somebody watches, an hour otherwise. */
const MAX_POINTS = 360;

/** The last moments, oldest first. */
export class HardwareHistory {
  #points: HardwarePoint[] = [];

  add({ atMs, gpus }: HardwareReading): void {
    const all = (value: (gpu: HardwareReading['gpus'][number]) => number | null): number[] =>
      gpus.map(value).filter((one) => one !== null);
    this.#points.push({
      atMs,
      gpuLoad: most(all(({ load }) => load)),
      gpuTemperatureC: most(all(({ temperatureC }) => temperatureC)),
      gpuPowerWatts: sum(all(({ powerWatts }) => powerWatts)),
      gpuMemoryUsedBytes: sum(all(({ memoryUsedBytes }) => memoryUsedBytes)),
    });
    if (this.#points.length > MAX_POINTS) this.#points.shift();
  }

  list(): HardwarePoint[] {
    return [...this.#points];
  }
}

function most(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}
