import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { HardwareReading, HardwareSource } from '../interface.ts';
import { createProbes, type ProbeSet } from '../probes/probe-set.ts';
import type { Surroundings } from '../surroundings.ts';
import { HardwareLook } from './hardware-look.ts';
import { ProcessOwners } from './owners.ts';

/** How often the computer is looked at while somebody watches, and otherwise, milliseconds. */
export const LOOK_EVERY_MS = { watched: 2000, unwatched: 10_000 } as const;

/** What the monitor works with. */
export interface MonitorModules {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where it looks. */
export interface MonitorOptions {
  readonly surroundings: Surroundings;
  readonly dataFolder: string;
  /** @defaultValue those of the surroundings */
  readonly probes?: ProbeSet;
}

/** Looks at the computer again and again while it is started; without being started it looks when it is asked. */
export class HardwareMonitor implements HardwareSource, Startable {
  readonly #clock: Clock;
  readonly #look: HardwareLook;
  readonly #listeners = new Set<(reading: HardwareReading) => void>();
  readonly #logger: Logger;
  #ending = new AbortController();
  #latest: HardwareReading | null = null;
  #looking: Promise<HardwareReading> | null = null;
  #started = false;
  #watchers = 0;
  #cancelTimer = () => {};

  constructor(modules: MonitorModules, { surroundings, dataFolder, probes }: MonitorOptions) {
    this.#clock = modules.clock;
    this.#logger = modules.logger;
    this.#look = new HardwareLook(modules, {
      probes: probes ?? createProbes(modules, { surroundings, dataFolder }),
      owners: new ProcessOwners(surroundings),
    });
  }

  /** Begins to look. Does not wait for the first reading: a driver may take seconds. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#ending = new AbortController();
    void this.refresh();
  }

  /** Settles when no program that was asked runs any more. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#cancelTimer();
    this.#ending.abort();
    await this.#looking;
    this.#look.close();
  }

  latest(): HardwareReading | null {
    return this.#latest;
  }

  refresh(): Promise<HardwareReading> {
    this.#looking ??= this.#lookNow();
    return this.#looking;
  }

  onReading(listener: (reading: HardwareReading) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1 && this.#started) void this.refresh();
    let ended = false;
    return () => {
      if (!ended) this.#watchers -= 1;
      ended = true;
    };
  }

  async #lookNow(): Promise<HardwareReading> {
    this.#cancelTimer();
    const reading = await this.#look.now(this.#ending.signal);
    this.#looking = null;
    this.#latest = reading;
    if (this.#started) {
      const everyMs = this.#watchers > 0 ? LOOK_EVERY_MS.watched : LOOK_EVERY_MS.unwatched;
      this.#cancelTimer = this.#clock.setTimer(() => void this.refresh(), everyMs);
    }
    for (const listener of this.#listeners) this.#tell(listener, reading);
    return reading;
  }

  #tell(listener: (reading: HardwareReading) => void, reading: HardwareReading): void {
    try {
      listener(reading);
    } catch (error) {
      this.#logger.error('A reading of the hardware could not be told', {}, error);
    }
  }
}
