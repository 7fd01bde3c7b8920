import type { SeenGpu } from '../probe.ts';

/** Columns that are asked for, in this order: all of them are known to drivers of the last ten years. */
export const gpuFields = [
  'index',
  'pci.bus_id',
  'driver_version',
  'utilization.gpu',
  'memory.total',
  'memory.used',
  'temperature.gpu',
  'power.draw',
  'power.limit',
  'name',
] as const;

/** A GPU with the address that the list of processes names it by. */
export interface NvidiaGpu extends SeenGpu {
  readonly index: number;
  /** As `00000000:01:00.0`, lower case. */
  readonly busId: string;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Reads `nvidia-smi --query-gpu=… --format=csv,noheader,nounits`. A line that is none of a GPU is left out, a value that
 * the driver does not tell (`[N/A]`, `[Not Supported]`, `[GPU is lost]`, `ERR!`) is null.
 */
export function parseGpus(csv: string): readonly NvidiaGpu[] {
  const gpus = csv.split(/\r?\n/).flatMap((line) => parseLine(line) ?? []);
  return [...new Map(gpus.map((gpu) => [gpu.index, gpu])).values()].sort((a, b) => a.index - b.index).slice(0, 64);
}

function parseLine(line: string): NvidiaGpu | null {
  const cells = line.split(',').map((cell) => cell.trim());
  const [indexText = '', busId = '', driver = '', ...rest] = cells;
  const [load, memoryTotal, memoryUsed, temperature, power, powerLimit, ...name] = rest;
  if (!/^\d{1,3}$/.test(indexText) || name.length === 0) return null;
  const totalMebibytes = amount(memoryTotal);
  const usedMebibytes = amount(memoryUsed);
  return {
    index: Number(indexText),
    busId: busId.toLowerCase(),
    // The name stands last: it is the only value that could hold a comma.
    name: words(name.join(', ')) ?? 'NVIDIA GPU',
    vendor: 'nvidia',
    driver: words(driver),
    load: share(amount(load)),
    memoryTotalBytes: totalMebibytes === null ? null : Math.round(totalMebibytes * MEBIBYTE),
    memoryUsedBytes: usedMebibytes === null ? null : Math.round(usedMebibytes * MEBIBYTE),
    temperatureC: amount(temperature),
    powerWatts: amount(power),
    powerLimitWatts: amount(powerLimit),
    processes: null,
  };
}

/** A number that is not negative; null for whatever else stands there. */
function amount(cell: string | undefined): number | null {
  if (cell === undefined || !/^\d{1,9}(\.\d{1,6})?$/.test(cell)) return null;
  return Number(cell);
}

function share(percent: number | null): number | null {
  return percent === null ? null : Math.min(1, percent / 100);
}

function words(cell: string): string | null {
  return cell === '' || /^(\[.*\]|N\/A|ERR!)$/.test(cell) ? null : cell.slice(0, 120);
}
