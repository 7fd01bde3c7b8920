import type { HardwareSource } from '../../../interface.ts';
import type { SignalReading, SignalSource } from '../../interface.ts';
import { withinBand } from '../../rules/hysteresis.ts';
import { active, notAvailable, quiet } from '../readings.ts';

interface GpuLoadModules {
  readonly hardware: HardwareSource;
  /** Most that others may use, 0 to 1; null for any. */
  readonly limit: () => number | null;
  /** True while a request of ours is with a model program. */
  readonly isServing: () => boolean;
}

/** So much less than the limit the load must be to count no longer. */
const RELEASE_BELOW = 0.15;

/**
 * Load of a GPU by others. Drivers tell the load of a GPU as a whole, so it is theirs only while no request of ours
 * runs; while one does, what was seen last holds.
 */
export class GpuLoad implements SignalSource {
  readonly name = 'GPU load of others';
  readonly signal = 'gpu-load';
  readonly everyMs = 2000;
  readonly #modules: GpuLoadModules;
  #isOn = false;

  constructor(modules: GpuLoadModules) {
    this.#modules = modules;
  }

  async look(): Promise<SignalReading> {
    const { hardware, limit, isServing } = this.#modules;
    const on = limit();
    const wasServing = isServing();
    const { gpus } = await hardware.refresh();
    const loads = gpus.flatMap(({ load }) => load ?? []);
    if (on === null || loads.length === 0) return notAvailable('Nothing here tells the load of a GPU.');
    const ours = wasServing || isServing();
    const load = Math.max(...loads);
    this.#isOn = withinBand(this.#isOn, ours ? null : load, { on, off: Math.max(0, on - RELEASE_BELOW) });
    const detail = ours
      ? 'A request of ours runs, so the load of others cannot be told apart.'
      : `Other programs use ${Math.round(load * 100)} % of a GPU.`;
    return this.#isOn ? active(null, detail) : quiet(detail);
  }
}
