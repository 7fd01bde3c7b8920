import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { HardwareMonitor, surroundingsOf } from '../../core/inference/resources/index.ts';
import { createFakeKernel, createFakeNvidia } from '../fakes/hardware/index.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'What one look at the hardware takes with a fake nvidia-smi, a fake AMD card and 300 programs with 20 open files, of which 12 use the card: time, processor time of this process (the fake programs not counted), and its share of the 2 s between two looks (`cpuShare`), which should be below 0.02.';

const intervalMs = 2000;

/** Looks again and again; every fifth look searches all programs, as it does every 10 s. */
export async function run({ small }: { small: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'lloom-probes-'));
  try {
    const nvidia = createFakeNvidia(join(folder, 'bin'), [{ processes: processes(20) }]);
    const kernel = createFakeKernel(folder);
    kernel.setCard({ loadPercent: 5, memoryTotalBytes: 16e9, memoryUsedBytes: 1e9, powerWatts: 30 });
    const programs = small ? 30 : 300;
    for (let at = 0; at < programs; at += 1) {
      if (at < 12) kernel.setProcess({ pid: 1000 + at, name: `program-${at}`, memoryKibibytes: 1000 });
      else kernel.setOtherProcess({ pid: 1000 + at, openFiles: 20 });
    }
    const surroundings = surroundingsOf({ ...kernel, platform: 'linux', env: { PATH: nvidia.folder } });
    const clock = skipping(intervalMs);
    const monitor = new HardwareMonitor({ clock, logger: silentLogger }, { surroundings, dataFolder: folder });
    await monitor.refresh();
    const looks = small ? 5 : 100;
    const startedAtMs = performance.now();
    const before = process.cpuUsage();
    for (let look = 0; look < looks; look += 1) await monitor.refresh();
    const lookMs = (performance.now() - startedAtMs) / looks;
    const { user, system } = process.cpuUsage(before);
    const { probes } = await monitor.refresh();
    if (probes[0]?.state !== 'ok' || probes[1]?.state !== 'ok') throw new Error('a probe saw nothing');
    const cpuMs = (user + system) / 1000 / looks;
    return { programs, lookMs, cpuMs, cpuShare: cpuMs / intervalMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const processes = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ pid: 100 + at, program: '/usr/bin/program', memoryMebibytes: 10 }));

/** The real time, except that a look seems to come `stepMs` after the one before: probes look at their usual pace. */
function skipping(stepMs: number) {
  let skippedMs = 0;
  return {
    ...systemClock,
    nowMs() {
      // Asked for once a look, at its end.
      skippedMs += stepMs;
      return systemClock.nowMs();
    },
    monotonicMs: () => systemClock.monotonicMs() + skippedMs,
  };
}
