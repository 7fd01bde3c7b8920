import type { Hardware } from '../control/index.ts';
import type { Clock } from '../foundation/clock.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import {
  type EnergyMeter,
  HardwareHistory,
  type HardwareReading,
  type HardwareSource,
  hardwareView,
} from '../inference/resources/index.ts';

/** How long a look at the hardware makes the next ones frequent, milliseconds. */
const GLANCE_MS = 60_000;

/** The hardware as the contract shows it, with its last minutes. */
export class HardwareScreen {
  readonly #clock: Clock;
  readonly #hardware: HardwareSource;
  readonly #energy: Pick<EnergyMeter, 'sums'>;
  readonly #devices: () => readonly number[];
  readonly #history = new HardwareHistory();
  #endGlance = () => {};

  constructor(modules: {
    clock: Clock;
    hardware: HardwareSource;
    energy: Pick<EnergyMeter, 'sums'>;
    /** GPUs that may be used; empty for all. */
    devices: () => readonly number[];
  }) {
    this.#clock = modules.clock;
    this.#hardware = modules.hardware;
    this.#energy = modules.energy;
    this.#devices = modules.devices;
    modules.hardware.onReading((reading) => this.#history.add(reading));
  }

  /** What is known; the first time it is waited for. Whoever asks is taken to look on for a minute. */
  async get(): Promise<Hardware> {
    this.#glance();
    return this.#view(this.#hardware.latest() ?? (await this.#hardware.refresh()));
  }

  /** The last reading. @throws `FEATURE_NOT_AVAILABLE` before the first */
  last(): Hardware {
    const reading = this.#hardware.latest();
    if (reading === null) throw new ExecutorError('FEATURE_NOT_AVAILABLE', { feature: 'hardware.changed' });
    return this.#view(reading);
  }

  #glance(): void {
    const end = this.#hardware.watch();
    this.#endGlance();
    const cancel = this.#clock.setTimer(end, GLANCE_MS);
    this.#endGlance = () => {
      cancel();
      end();
    };
  }

  #view(reading: HardwareReading): Hardware {
    return { ...hardwareView(reading, this.#devices()), energy: this.#energy.sums(), history: this.#history.list() };
  }
}
