import { join } from 'node:path';
import type { Surroundings } from '../../surroundings.ts';
import { listFolder, readNumber, readText } from '../../tools/read-text.ts';
import type { Probe, Sight } from '../probe.ts';

/** The battery at one moment. `level` is 0 to 1. */
export interface BatterySight {
  readonly charging: boolean;
  readonly onBattery: boolean;
  readonly level: number;
}

const none: Sight<never> = { state: 'not-available', detail: 'This computer has no battery.' };

/** The battery: by sysfs under Linux, by systeminformation elsewhere, which asks a program of the system. */
export function batteryProbe(surroundings: Surroundings): Probe<BatterySight> {
  const isLinux = surroundings.platform === 'linux';
  return {
    name: 'battery',
    everyMs: isLinux ? 10_000 : 60_000,
    look: () => (isLinux ? lookInSysfs(surroundings.sysRoot) : askSystem()),
  };
}

/** Mice and headsets stand there too, with the scope `Device`. */
async function lookInSysfs(sysRoot: string): Promise<Sight<BatterySight>> {
  const folder = join(sysRoot, 'class/power_supply');
  for (const name of (await listFolder(folder)).slice(0, 32)) {
    const read = (file: string) => readText(join(folder, name, file), 64);
    if ((await read('type')) !== 'Battery' || (await read('scope')) === 'Device') continue;
    const [status, percent] = [await read('status'), await readNumber(join(folder, name, 'capacity'))];
    if (percent === null || percent < 0) continue;
    const value = { charging: status === 'Charging', onBattery: status === 'Discharging', level: levelOf(percent) };
    return { state: 'ok', value, detail: 'Known.' };
  }
  return none;
}

/** Its battery call runs a program without waiting for it in the way, which is true of few of its calls. */
async function askSystem(): Promise<Sight<BatterySight>> {
  const { battery } = await import('systeminformation');
  const { hasBattery, isCharging, acConnected, percent } = await battery();
  if (!hasBattery || !Number.isFinite(percent) || percent < 0) return none;
  return {
    state: 'ok',
    value: { charging: isCharging, onBattery: !acConnected, level: levelOf(percent) },
    detail: 'Known.',
  };
}

function levelOf(percent: number): number {
  return Math.min(100, percent) / 100;
}
