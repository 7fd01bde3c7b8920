import type { Clock } from '../../../foundation/clock.ts';
import type { Surroundings } from '../surroundings.ts';
import { type BatterySight, batteryProbe } from './computer/battery-probe.ts';
import { type CpuSight, cpuProbe } from './computer/cpu-probe.ts';
import { type DiskSight, diskProbe } from './computer/disk-probe.ts';
import { type MemorySight, memoryProbe } from './computer/memory-probe.ts';
import { drmProbe } from './drm/drm-probe.ts';
import { controllersProbe } from './fallback/controllers-probe.ts';
import { nvidiaProbe } from './nvidia/nvidia-probe.ts';
import type { Probe, SeenGpu } from './probe.ts';
import { countersProbe } from './windows/counters-probe.ts';

/** Everything that looks at the computer. */
export interface ProbeSet {
  /** A further kind of GPU is a probe here. Those that know more of a GPU come first. */
  readonly gpus: readonly Probe<readonly SeenGpu[]>[];
  readonly cpu: Probe<CpuSight>;
  readonly memory: Probe<MemorySight>;
  readonly disk: Probe<DiskSight>;
  readonly battery: Probe<BatterySight>;
}

/** The probes that can find something on this platform. */
export function createProbes(
  modules: { readonly clock: Clock },
  { surroundings, dataFolder }: { readonly surroundings: Surroundings; readonly dataFolder: string },
): ProbeSet {
  return {
    gpus: gpuProbes(modules, surroundings),
    cpu: cpuProbe(modules, surroundings),
    memory: memoryProbe(surroundings),
    disk: diskProbe(dataFolder),
    battery: batteryProbe(surroundings),
  };
}

function gpuProbes(modules: { readonly clock: Clock }, surroundings: Surroundings): ProbeSet['gpus'] {
  if (surroundings.platform === 'darwin') return [controllersProbe()];
  const nvidia = nvidiaProbe(surroundings);
  if (surroundings.platform === 'win32') return [nvidia, countersProbe(surroundings)];
  return [nvidia, drmProbe(modules, surroundings)];
}
