import { join } from 'node:path';
import { silentLogger } from '../../core/foundation/logger.ts';
import { HardwareMonitor, surroundingsOf } from '../../core/inference/resources/index.ts';
import { createFakeKernel, createFakeNvidia, type FakeKernel, type FakeNvidia } from '../fakes/hardware/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { tempFolder } from './temp-folder.ts';

/** A monitor that looks at hardware to order. */
export interface HardwareRig {
  readonly monitor: HardwareMonitor;
  readonly nvidia: FakeNvidia;
  readonly kernel: FakeKernel;
  readonly clock: ManualClock;
}

/** Makes one; with `nvidia: false` there is no `nvidia-smi`. It is not started. */
export function createHardwareRig({ nvidia: hasNvidia = true }: { nvidia?: boolean } = {}): HardwareRig {
  const clock = createManualClock();
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'));
  const kernel = createFakeKernel(tempFolder());
  const env = { PATH: hasNvidia ? nvidia.folder : '' };
  const surroundings = surroundingsOf({ ...kernel, platform: 'linux', env });
  const monitor = new HardwareMonitor({ clock, logger: silentLogger }, { surroundings, dataFolder: tempFolder() });
  return { monitor, nvidia, kernel, clock };
}
