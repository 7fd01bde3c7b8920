import type { SignalReading, SignalSource } from '../../interface.ts';
import { active, notAvailable, quiet } from '../readings.ts';

/** A model program, and how much of its work is ours. */
export interface SharedBackend {
  readonly name: string;
  /** Requests it works on now, ours included; null when it does not tell. */
  busySlots(signal: AbortSignal): Promise<number | null>;
  /** Requests of ours that are with it. */
  inFlight(): number;
}

/** The owner's own use of a model program that is served, too. */
export class BackendUse implements SignalSource {
  readonly name = 'use of the model programs';
  readonly signal = 'backend-use';
  readonly everyMs = 2000;
  readonly #backends: () => readonly SharedBackend[];

  constructor(modules: { readonly backends: () => readonly SharedBackend[] }) {
    this.#backends = modules.backends;
  }

  async look(signal: AbortSignal): Promise<SignalReading> {
    const looks = await Promise.all(this.#backends().map((backend) => foreignUse(backend, signal)));
    const used = looks.find(({ others }) => others !== null && others > 0);
    if (used !== undefined) return active(used.name, `${used.name} works on ${used.others} of your own requests.`);
    const tells = looks.some(({ others }) => others !== null);
    return tells ? quiet('Nobody else uses the model programs.') : notAvailable('No model program tells who uses it.');
  }
}

async function foreignUse(backend: SharedBackend, signal: AbortSignal) {
  const before = backend.inFlight();
  const busy = await backend.busySlots(signal).catch(() => null);
  // One of ours that began or ended meanwhile is nobody else's.
  const ours = Math.max(before, backend.inFlight());
  return { name: backend.name, others: busy === null ? null : busy - ours };
}
