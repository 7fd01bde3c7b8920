import type { HardwareSource } from '../../../interface.ts';
import type { DesktopWatch, SignalReading, SignalSource } from '../../interface.ts';
import { withinBand } from '../../rules/hysteresis.ts';
import { active, notAvailable, quiet } from '../readings.ts';

interface TemperatureModules {
  readonly hardware: HardwareSource;
  readonly desktop: DesktopWatch | null;
  /** Degrees Celsius; null for any. */
  readonly limitC: () => number | null;
}

/** So much cooler than the limit a GPU must be to count no longer. */
const RELEASE_BELOW_C = 10;

/** A GPU above the owner's limit, or a computer that says itself that it is too hot. */
export class Temperature implements SignalSource {
  readonly name = 'temperature';
  readonly signal = 'temperature';
  readonly everyMs = 2000;
  readonly #modules: TemperatureModules;
  #isOn = false;

  constructor(modules: TemperatureModules) {
    this.#modules = modules;
  }

  onHint(listener: () => void): () => void {
    return this.#modules.desktop?.onChange(listener) ?? (() => {});
  }

  async look(): Promise<SignalReading> {
    const { hardware, desktop, limitC } = this.#modules;
    const on = limitC();
    const thermalState = desktop?.read().thermalState ?? null;
    if (thermalState === 'serious' || thermalState === 'critical')
      return active('The computer', `The system says that its thermal state is ${thermalState}.`);
    const { gpus } = await hardware.refresh();
    const readings = gpus.flatMap(({ name, temperatureC }) => (temperatureC === null ? [] : [{ name, temperatureC }]));
    const hottest = readings.sort((one, other) => other.temperatureC - one.temperatureC)[0];
    if (on === null || hottest === undefined) {
      return thermalState === null ? notAvailable('Nothing here tells a temperature.') : quiet('It is cool enough.');
    }
    this.#isOn = withinBand(this.#isOn, hottest.temperatureC, { on, off: on - RELEASE_BELOW_C });
    const detail = `${hottest.name} has ${Math.round(hottest.temperatureC)} °C.`;
    return this.#isOn ? active(hottest.name, detail) : quiet(detail);
  }
}
