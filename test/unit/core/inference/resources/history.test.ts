import { expect, it } from 'vitest';
import { HardwareHistory, type HardwareReading } from '../../../../../core/inference/resources/index.ts';

function readingAt(atMs: number, gpus: readonly { load: number | null; powerWatts: number | null }[]): HardwareReading {
  const gpu = { name: 'GPU', vendor: 'nvidia', driver: null, memoryTotalBytes: null, memoryUsedBytes: 5 } as const;
  return {
    atMs,
    gpus: gpus.map((one, index) => ({
      ...gpu,
      ...one,
      index,
      temperatureC: 40 + index,
      powerLimitWatts: null,
      processes: null,
    })),
    cpu: { name: 'CPU', cores: 8, load: null, temperatureC: null, powerWatts: null },
    memory: { totalBytes: 1, availableBytes: 1, swapUsedBytes: null },
    disk: null,
    battery: null,
    probes: [],
  };
}

it('remembers the last 360 moments, of several GPUs the busiest load and the sums', () => {
  const history = new HardwareHistory();
  for (let atMs = 0; atMs < 400; atMs += 1) history.add(readingAt(atMs, []));
  history.add(
    readingAt(400, [
      { load: 0.2, powerWatts: 100 },
      { load: 0.9, powerWatts: 20 },
      { load: null, powerWatts: null },
    ]),
  );
  const points = history.list();
  expect(points).toHaveLength(360);
  expect(points[0]).toEqual({
    atMs: 41,
    gpuLoad: null,
    gpuTemperatureC: null,
    gpuPowerWatts: null,
    gpuMemoryUsedBytes: null,
  });
  expect(points.at(-1)).toEqual({
    atMs: 400,
    gpuLoad: 0.9,
    gpuTemperatureC: 42,
    gpuPowerWatts: 120,
    gpuMemoryUsedBytes: 15,
  });
});
