import type { Gpu, Hardware } from '../../../core/control/schemas/hardware.ts';
import type { TimePoint } from '../../components/charts/LineChart.tsx';
import { formatBytes } from '../../format/counts.ts';
import { formatGigabytes, formatPercent, formatPower, formatTemperature } from '../../format/measures.ts';

type Past = Hardware['history'];
type PastKey = Exclude<keyof Past[number], 'atMs'>;

/** One measured quantity over the last minutes. */
export interface PastChart {
  readonly key: PastKey;
  readonly title: string;
  readonly format: (value: number) => string;
  readonly tick: (value: number) => string;
}

/** What the charts of the past show, in their order. */
export const pastCharts: readonly PastChart[] = [
  { key: 'gpuLoad', title: 'Load', format: formatPercent, tick: formatPercent },
  {
    key: 'gpuMemoryUsedBytes',
    title: 'Video memory',
    format: formatBytes,
    tick: (bytes) => `${formatGigabytes(bytes)} GB`,
  },
  { key: 'gpuTemperatureC', title: 'Temperature', format: formatTemperature, tick: formatTemperature },
  { key: 'gpuPowerWatts', title: 'Power', format: formatPower, tick: formatPower },
];

/** The points of one chart; what was not measured is a gap. */
export const pastPoints = (past: Past, key: PastKey): readonly TimePoint[] =>
  past.map((point) => ({ atMs: point.atMs, value: point[key] }));

/** Upper end of the axis where the thing itself has one. */
export function pastLimit(key: PastKey, gpus: readonly Gpu[]): number | null {
  if (key === 'gpuLoad') return 1;
  const of = (value: (gpu: Gpu) => number | null) =>
    gpus.length === 1 && gpus[0] !== undefined ? value(gpus[0]) : null;
  if (key === 'gpuMemoryUsedBytes') return of((gpu) => gpu.memoryTotalBytes);
  return key === 'gpuPowerWatts' ? of((gpu) => gpu.powerLimitWatts) : null;
}

/** The shape of a chart in words. */
export function describePast(points: readonly TimePoint[], format: (value: number) => string): string {
  const values = points.map(({ value }) => value).filter((value) => value !== null);
  if (values.length === 0) return 'Nothing was measured.';
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const latest = values.at(-1) ?? highest;
  return `Between ${format(lowest)} and ${format(highest)}, ${format(latest)} at the end.`;
}

/** What the screen says first. */
export function hardwareSentence({ gpus, cpu, memory }: Hardware): string {
  const [gpu] = gpus;
  if (gpu === undefined) {
    return `No graphics card is seen: models run on the processor, ${cpu.name}, with ${formatBytes(memory.availableBytes)} of memory available.`;
  }
  const facts = [
    gpu.temperatureC === null ? '' : formatTemperature(gpu.temperatureC),
    gpu.powerWatts === null ? '' : formatPower(gpu.powerWatts),
  ].filter(Boolean);
  const name = gpus.length === 1 ? 'The card' : 'The first card';
  const free = freeBytes(gpu);
  const memoryWords = free === null ? '' : `${formatBytes(free)} of its memory is free.`;
  const state =
    facts.length === 0 ? `${name} is ${gpu.name.replace(/^NVIDIA /, '')}.` : `${name} is at ${facts.join(' and ')}.`;
  return [state, memoryWords].filter(Boolean).join(' ');
}

/** Memory of a GPU that nobody holds; null when its driver does not tell. */
export const freeBytes = ({ memoryTotalBytes, memoryUsedBytes }: Gpu): number | null =>
  memoryTotalBytes === null || memoryUsedBytes === null ? null : Math.max(0, memoryTotalBytes - memoryUsedBytes);

/** A card's name without its maker, for small places: `RTX 4070 Ti SUPER`. */
export const shortGpu = (name: string): string => name.replace(/^(NVIDIA |AMD |Intel\(R\) )?(GeForce )?/, '') || name;

/** Energy of today over all devices. */
export function energyToday(energy: Hardware['energy']): { readonly idle: number; readonly serving: number } {
  return energy.reduce(
    (sum, { idleJoules, servingJoules }) => ({ idle: sum.idle + idleJoules, serving: sum.serving + servingJoules }),
    { idle: 0, serving: 0 },
  );
}
