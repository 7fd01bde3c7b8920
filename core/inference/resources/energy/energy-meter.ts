import type { Clock } from '../../../foundation/clock.ts';
import type { HardwareReading, HardwareSource } from '../interface.ts';

/**
 * Longest time between two looks that is filled in with the power of both, milliseconds. A longer one is a gap, such as
 * sleep: nobody knows what was used in it, so nothing is counted.
 */
export const MAX_GAP_MS = 30_000;

/** What one device used, joules, since local midnight or the start, whichever came later. */
export interface EnergySum {
  readonly device: string;
  /** While no request ran. */
  readonly idleJoules: number;
  /** While at least one ran. */
  readonly servingJoules: number;
}

/** One request's part of the energy, from its beginning on. */
export interface EnergyShare {
  /** Ends it. @returns Joules; null where no power was measured meanwhile. The same again at a second call. */
  end(): number | null;
}

interface Device {
  idleJoules: number;
  servingJoules: number;
  /** What it took at the last look; null where that did not tell. */
  watts: number | null;
}

interface Share {
  joules: number | null;
}

/**
 * Power times time. Two looks at a device span a trapezoid; where a request begins or ends between them, the power of the
 * look before stands for the time up to there. All that a device takes while requests run is theirs, what it would take
 * idle included, in equal parts among those that run at the moment: so they add up to the serving energy, never to more.
 */
export class EnergyMeter {
  readonly #clock: Clock;
  readonly #hardware: Pick<HardwareSource, 'watch'>;
  readonly #devices = new Map<string, Device>();
  readonly #running = new Set<Share>();
  #countedToMs: number;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #day: string;

  constructor(modules: { clock: Clock; hardware: Pick<HardwareSource, 'watch' | 'onReading'> }) {
    this.#clock = modules.clock;
    this.#hardware = modules.hardware;
    this.#countedToMs = modules.clock.monotonicMs();
    this.#day = this.#today();
    modules.hardware.onReading((reading) => this.#look(reading));
  }

  /** A request begins. Until it ends the hardware is watched. */
  begin(): EnergyShare {
    this.#count();
    const share: Share = { joules: null };
    this.#running.add(share);
    const endWatch = this.#hardware.watch();
    return {
      end: () => {
        if (!this.#running.has(share)) return share.joules;
        this.#count();
        this.#running.delete(share);
        endWatch();
        return share.joules;
      },
    };
  }

  /** Every device whose power was ever measured. */
  sums(): EnergySum[] {
    this.#turnDay();
    return [...this.#devices].map(([device, { idleJoules, servingJoules }]) => ({ device, idleJoules, servingJoules }));
  }

  #look(reading: HardwareReading): void {
    const powers = powersOf(reading);
    this.#count(powers);
    this.#lookedAtMs = this.#clock.monotonicMs();
    for (const device of this.#devices.values()) device.watts = null;
    for (const [name, watts] of powers) {
      const device = this.#devices.get(name);
      if (device) device.watts = watts;
      else this.#devices.set(name, { idleJoules: 0, servingJoules: 0, watts });
    }
  }

  /** Counts the time since the last count, up to a look that found `powers`, or up to a change of what runs. */
  #count(powers?: ReadonlyMap<string, number>): void {
    this.#turnDay();
    const nowMs = this.#clock.monotonicMs();
    const seconds = (nowMs - this.#countedToMs) / 1000;
    this.#countedToMs = nowMs;
    if (nowMs - this.#lookedAtMs > MAX_GAP_MS) return;
    for (const [name, device] of this.#devices) {
      const after = powers === undefined ? device.watts : (powers.get(name) ?? null);
      if (device.watts === null || after === null) continue;
      this.#add(device, ((device.watts + after) / 2) * seconds);
    }
  }

  #add(device: Device, joules: number): void {
    if (this.#running.size === 0) {
      device.idleJoules += joules;
      return;
    }
    device.servingJoules += joules;
    for (const share of this.#running) share.joules = (share.joules ?? 0) + joules / this.#running.size;
  }

  #turnDay(): void {
    const today = this.#today();
    if (today === this.#day) return;
    this.#day = today;
    for (const device of this.#devices.values()) {
      device.idleJoules = 0;
      device.servingJoules = 0;
    }
  }

  #today(): string {
    return new Date(this.#clock.nowMs()).toDateString();
  }
}

/** Watts of each device that tells them. */
function powersOf({ gpus, cpu }: HardwareReading): ReadonlyMap<string, number> {
  const powers = new Map<string, number>();
  for (const { index, powerWatts } of gpus) if (isPower(powerWatts)) powers.set(`GPU ${index}`, powerWatts);
  if (isPower(cpu.powerWatts)) powers.set('Processor', cpu.powerWatts);
  return powers;
}

function isPower(watts: number | null): watts is number {
  return watts !== null && Number.isFinite(watts) && watts >= 0;
}
