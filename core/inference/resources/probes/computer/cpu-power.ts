import { join } from 'node:path';
import type { Clock } from '../../../../foundation/clock.ts';
import type { Surroundings } from '../../surroundings.ts';
import { listFolder, readNumber, readText } from '../../tools/read-text.ts';

/** What a processor package took so far, microjoules, and where its counter begins again. */
export interface EnergyCounter {
  readonly microjoules: number;
  readonly maxMicrojoules: number;
}

/** Most packages that are read. */
const MAX_PACKAGES = 8;

/** Power of the processor by the energy counters of its packages (RAPL), which most systems let only `root` read. */
export class CpuPower {
  readonly #clock: Clock;
  readonly #surroundings: Surroundings;
  #before: { readonly atMs: number; readonly counters: readonly EnergyCounter[] } | null = null;

  constructor(modules: { clock: Clock }, surroundings: Surroundings) {
    this.#clock = modules.clock;
    this.#surroundings = surroundings;
  }

  /** Watts since the last call; null at the first, and where they are not told. */
  async watts(): Promise<number | null> {
    const counters = this.#surroundings.platform === 'linux' ? await readCounters(this.#surroundings.sysRoot) : [];
    const atMs = this.#clock.monotonicMs();
    const before = this.#before;
    this.#before = { atMs, counters };
    if (before === null || counters.length === 0 || before.counters.length !== counters.length) return null;
    return wattsBetween(before.counters, counters, (atMs - before.atMs) / 1000);
  }
}

/** Mean power of all packages; null where no time went by. A counter that began again is counted on. */
export function wattsBetween(
  before: readonly EnergyCounter[],
  after: readonly EnergyCounter[],
  seconds: number,
): number | null {
  if (!(seconds > 0)) return null;
  let microjoules = 0;
  for (const [at, now] of after.entries()) {
    const step = now.microjoules - (before[at]?.microjoules ?? now.microjoules);
    microjoules += step >= 0 ? step : Math.max(0, step + now.maxMicrojoules);
  }
  return microjoules / 1_000_000 / seconds;
}

async function readCounters(sysRoot: string): Promise<readonly EnergyCounter[]> {
  const folder = join(sysRoot, 'class/powercap');
  const zones = (await listFolder(folder)).filter((name) => /^intel-rapl:\d+$/.test(name)).slice(0, MAX_PACKAGES);
  const counters: EnergyCounter[] = [];
  for (const zone of zones) {
    const [name, microjoules, maxMicrojoules] = await Promise.all([
      readText(join(folder, zone, 'name'), 64),
      readNumber(join(folder, zone, 'energy_uj')),
      readNumber(join(folder, zone, 'max_energy_range_uj')),
    ]);
    if (name?.startsWith('package') !== true || microjoules === null || maxMicrojoules === null) continue;
    counters.push({ microjoules, maxMicrojoules });
  }
  return counters;
}
