import { join } from 'node:path';
import type { Surroundings } from '../../surroundings.ts';
import { listFolder, readText } from '../../tools/read-text.ts';
import type { SeenGpu } from '../probe.ts';

const NVIDIA = '0x10de';
const DISPLAY_CLASS = '0x03';
/** Most devices of the PCI bus that are looked at. */
const MAX_DEVICES = 512;

/**
 * True when the kernel says that every GPU of NVIDIA is switched off to save power, as in laptops. Asking its tool would
 * switch it on, every time. False where that is not known.
 */
export async function everyGpuSleeps({ platform, sysRoot }: Surroundings): Promise<boolean> {
  if (platform !== 'linux') return false;
  const folder = join(sysRoot, 'bus/pci/devices');
  const states: (string | null)[] = [];
  for (const slot of (await listFolder(folder)).slice(0, MAX_DEVICES)) {
    const device = join(folder, slot);
    if ((await readText(join(device, 'vendor'), 32)) !== NVIDIA) continue;
    if ((await readText(join(device, 'class'), 32))?.startsWith(DISPLAY_CLASS) !== true) continue;
    states.push(await readText(join(device, 'power/runtime_status'), 32));
  }
  return states.length > 0 && states.every((state) => state === 'suspended');
}

/** A GPU that is switched off: nothing runs on it, and its memory is empty. */
export function asleep(gpu: SeenGpu): SeenGpu {
  return { ...gpu, load: 0, memoryUsedBytes: 0, temperatureC: null, powerWatts: 0, processes: [] };
}
