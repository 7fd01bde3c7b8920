import type { Clock } from '../../../../../foundation/clock.ts';
import type { SignalReading, SignalSource } from '../../interface.ts';
import { isWithinHours, nextHours, type ServingHours, wallTime } from '../../rules/schedule.ts';
import { active, quiet } from '../readings.ts';

/** The owner's hours. */
export class Schedule implements SignalSource {
  readonly name = 'schedule';
  readonly signal = 'schedule';
  readonly everyMs = 5000;
  readonly #clock: Clock;
  readonly #hours: () => readonly ServingHours[];

  constructor(modules: { readonly clock: Clock; readonly hours: () => readonly ServingHours[] }) {
    this.#clock = modules.clock;
    this.#hours = modules.hours;
  }

  async look(): Promise<SignalReading> {
    const hours = this.#hours();
    const now = wallTime(this.#clock.nowMs());
    if (isWithinHours(hours, now)) return quiet('It is within your hours.');
    const next = nextHours(hours, now);
    return active(next, `It is outside of your hours, which begin again at ${next}.`);
  }
}
