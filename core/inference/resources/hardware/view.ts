import type { GpuProcessReading, GpuReading, HardwareReading, ProbeState } from '../interface.ts';

/** A reading as faces show it, with lists of their own. */
export interface HardwareView extends Omit<HardwareReading, 'gpus' | 'probes'> {
  gpus: (Omit<GpuReading, 'processes'> & { processes: GpuProcessReading[] | null; inUse: boolean })[];
  probes: ProbeState[];
}

/**
 * Puts a reading into the form that faces show.
 *
 * @param devices - Indices of the GPUs that may be used; empty for all.
 */
export function hardwareView(reading: HardwareReading, devices: readonly number[] = []): HardwareView {
  const gpus = reading.gpus.map((gpu) => ({
    ...gpu,
    processes: gpu.processes === null ? null : [...gpu.processes],
    inUse: devices.length === 0 || devices.includes(gpu.index),
  }));
  return { ...reading, gpus, probes: [...reading.probes] };
}
