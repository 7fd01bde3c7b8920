import type { DesktopReading, DesktopWatch, PresenceSignal, SignalReading, SignalSource } from '../interface.ts';
import { active, notAvailable, quiet } from './readings.ts';

/** One signal that only a desktop shell tells. */
class DesktopSignal implements SignalSource {
  readonly name: string;
  readonly signal: PresenceSignal;
  readonly everyMs = 1000;
  readonly #desktop: DesktopWatch | null;
  readonly #judge: (reading: DesktopReading) => SignalReading;

  constructor(desktop: DesktopWatch | null, signal: PresenceSignal, judge: (reading: DesktopReading) => SignalReading) {
    this.name = `desktop: ${signal}`;
    this.signal = signal;
    this.#desktop = desktop;
    this.#judge = judge;
  }

  onHint(listener: () => void): () => void {
    return this.#desktop?.onChange(listener) ?? (() => {});
  }

  async look(): Promise<SignalReading> {
    if (this.#desktop === null) return notAvailable('Only the desktop app can tell.');
    return this.#judge(this.#desktop.read());
  }
}

/** Input, lock and sleep, as the desktop shell tells them. */
export function desktopSignals(
  desktop: DesktopWatch | null,
  settings: { readonly idleMs: () => number | null },
): readonly SignalSource[] {
  return [
    new DesktopSignal(desktop, 'suspend', ({ suspending }) =>
      suspending ? active(null, 'The computer goes to sleep.') : quiet('The computer is awake.'),
    ),
    new DesktopSignal(desktop, 'lock', ({ locked }) => {
      if (locked === null) return notAvailable('This desktop does not tell whether it is locked.');
      return locked ? quiet('The session is locked.') : active(null, 'The session is not locked.');
    }),
    new DesktopSignal(desktop, 'input', ({ idleMs }) => {
      const limitMs = settings.idleMs();
      if (idleMs === null || limitMs === null) return notAvailable('This desktop does not tell about input.');
      const detail = `Keyboard and mouse were used ${Math.round(idleMs / 1000)} s ago.`;
      return idleMs < limitMs ? active(null, detail) : quiet(detail);
    }),
  ];
}
