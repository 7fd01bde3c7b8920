import type { HardwareSource } from '../../../interface.ts';
import type { DesktopWatch, SignalReading, SignalSource } from '../../interface.ts';
import { active, notAvailable, quiet } from '../readings.ts';

/** A computer that runs on its battery, as the desktop or the probes tell. */
export class Battery implements SignalSource {
  readonly name = 'battery';
  readonly signal = 'battery';
  readonly everyMs = 5000;
  readonly #modules: { readonly hardware: HardwareSource; readonly desktop: DesktopWatch | null };

  constructor(modules: { readonly hardware: HardwareSource; readonly desktop: DesktopWatch | null }) {
    this.#modules = modules;
  }

  onHint(listener: () => void): () => void {
    return this.#modules.desktop?.onChange(listener) ?? (() => {});
  }

  async look(): Promise<SignalReading> {
    const { battery } = await this.#modules.hardware.refresh();
    const onBattery = battery?.onBattery ?? this.#modules.desktop?.read().onBattery ?? null;
    if (onBattery === null) return notAvailable('This computer has no battery.');
    return onBattery ? active(null, 'The computer runs on its battery.') : quiet('The computer is plugged in.');
  }
}
