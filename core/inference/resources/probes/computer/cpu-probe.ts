import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../../foundation/clock.ts';
import type { Surroundings } from '../../surroundings.ts';
import { readText } from '../../tools/read-text.ts';
import type { Probe } from '../probe.ts';
import { CpuPower } from './cpu-power.ts';
import { readCpuTemperature } from './cpu-temperature.ts';

/** The processor at one moment. */
export interface CpuSight {
  readonly name: string;
  readonly cores: number;
  readonly load: number | null;
  readonly temperatureC: number | null;
  readonly powerWatts: number | null;
}

/** Time that all cores together spent, in whatever unit. */
export interface CpuTimes {
  readonly idle: number;
  readonly total: number;
}

/** The processor. Its load and power are means of the time between two looks; the first look knows none. */
export function cpuProbe(modules: { readonly clock: Clock }, surroundings: Surroundings): Probe<CpuSight> {
  const power = new CpuPower(modules, surroundings);
  let before: CpuTimes | null = null;
  let name: string | null = null;
  return {
    name: 'processor',
    everyMs: 1000,
    async look() {
      // Asking for the model once is enough: Node reads the clock of every core for it.
      name ??= cpus()[0]?.model.replace(/\s+/g, ' ').trim() || 'Processor';
      const now = await readTimes(surroundings);
      const load = before === null || now === null ? null : loadBetween(before, now);
      before = now;
      const [temperatureC, powerWatts] = await Promise.all([readCpuTemperature(surroundings), power.watts()]);
      const value = { name, cores: availableParallelism(), load, temperatureC, powerWatts };
      return { state: 'ok', value, detail: `${value.cores} cores.` };
    },
  };
}

/** Reading `/proc/stat` costs nothing; Node's own list reads files of every core and waits for them. */
async function readTimes({ platform, procRoot }: Surroundings): Promise<CpuTimes | null> {
  if (platform === 'linux') return parseCpuTimes((await readText(join(procRoot, 'stat'), 4096)) ?? '');
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}

/** Reads the line of all cores of `/proc/stat`. What waits for a disk counts as idle. */
export function parseCpuTimes(text: string): CpuTimes | null {
  const line = /^cpu +(\d[\d ]*)$/m.exec(text)?.[1];
  if (line === undefined) return null;
  // The last two are contained in the first two.
  const values = line.trim().split(/ +/).slice(0, 8).map(Number);
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.length < 4 || !Number.isSafeInteger(total)
    ? null
    : { idle: (values[3] ?? 0) + (values[4] ?? 0), total };
}

/** Share of the time that was not idle, 0 to 1; null where no time went by. */
export function loadBetween(before: CpuTimes, now: CpuTimes): number | null {
  const total = now.total - before.total;
  if (!(total > 0)) return null;
  return Math.min(1, Math.max(0, 1 - (now.idle - before.idle) / total));
}
