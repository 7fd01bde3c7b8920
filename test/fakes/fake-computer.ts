import type { GpuReading, HardwareReading, HardwareSource } from '../../core/inference/resources/interface.ts';

/** A GPU of a gaming PC, with this much of its memory taken. */
export function fakeGpu(
  index: number,
  memoryTotalBytes: number | null,
  memoryUsedBytes: number | null = 0,
): GpuReading {
  return {
    index,
    name: `Fake GPU ${index}`,
    vendor: 'nvidia',
    driver: null,
    load: 0,
    memoryTotalBytes,
    memoryUsedBytes: memoryTotalBytes === null ? null : memoryUsedBytes,
    temperatureC: null,
    powerWatts: null,
    powerLimitWatts: null,
    processes: null,
  };
}

/** A computer whose memory the test sets. */
export class FakeComputer implements HardwareSource {
  reading: HardwareReading;
  /** Looks that were taken. */
  looks = 0;
  readonly #listeners = new Set<(reading: HardwareReading) => void>();

  constructor(gpus: readonly GpuReading[], memory: HardwareReading['memory']) {
    this.reading = {
      atMs: 0,
      gpus,
      cpu: { name: 'Fake CPU', cores: 16, load: 0, temperatureC: null, powerWatts: null },
      memory,
      disk: null,
      battery: null,
      probes: [],
    };
  }

  latest(): HardwareReading {
    return this.reading;
  }

  async refresh(): Promise<HardwareReading> {
    this.looks += 1;
    for (const listener of [...this.#listeners]) listener(this.reading);
    return this.reading;
  }

  onReading(listener: (reading: HardwareReading) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watch(): () => void {
    return () => {};
  }

  /** Takes memory of a GPU, or of the main memory where `device` is null; negative gives back. */
  take(device: number | null, bytes: number): void {
    const { gpus, memory } = this.reading;
    const changed = gpus.map((gpu) =>
      gpu.index === device ? { ...gpu, memoryUsedBytes: (gpu.memoryUsedBytes ?? 0) + bytes } : gpu,
    );
    const availableBytes = memory.availableBytes - (device === null ? bytes : 0);
    this.reading = { ...this.reading, gpus: changed, memory: { ...memory, availableBytes } };
  }
}
