import type { DesktopReading, DesktopWatch } from '../../core/inference/resources/presence/index.ts';

/** What is asked of Electron's `powerMonitor`, and what it tells. */
export interface PowerSource {
  /** Seconds since the last input. */
  getSystemIdleTime(): number;
  getSystemIdleState(idleThreshold: number): 'active' | 'idle' | 'locked' | 'unknown';
  isOnBatteryPower(): boolean;
  /** macOS only. */
  getCurrentThermalState(): string;
  on(event: PowerEvent, listener: () => void): unknown;
}

const events = [
  'lock-screen',
  'unlock-screen',
  'on-battery',
  'on-ac',
  'thermal-state-change',
  'suspend',
  'resume',
] as const;
type PowerEvent = (typeof events)[number];

const thermalStates = ['nominal', 'fair', 'serious', 'critical'] as const;

/** Tells the core what Electron knows of the owner: input, lock, battery, sleep and heat. */
export class PowerWatch implements DesktopWatch {
  readonly #source: () => PowerSource;
  readonly #platform: NodeJS.Platform;
  readonly #listeners = new Set<() => void>();
  #opened: PowerSource | null = null;
  #locked: boolean | null = null;
  #suspending = false;

  /** @param modules.source - Called once Electron is ready: its monitor must not be touched before. */
  constructor(modules: { readonly source: () => PowerSource }, options: { readonly platform: NodeJS.Platform }) {
    this.#source = modules.source;
    this.#platform = options.platform;
  }

  /** Begins to listen. May be called again. */
  open(): void {
    if (this.#opened !== null) return;
    const source = this.#source();
    this.#opened = source;
    // Elsewhere there are no events of it, and no lock could ever be seen to end.
    if (this.#tellsLock) this.#locked = source.getSystemIdleState(1) === 'locked';
    for (const event of events) source.on(event, () => this.#take(event));
  }

  read(): DesktopReading {
    const source = this.#opened;
    if (source === null) return { idleMs: null, locked: null, onBattery: null, suspending: false, thermalState: null };
    return {
      idleMs: source.getSystemIdleTime() * 1000,
      locked: this.#locked,
      onBattery: source.isOnBatteryPower(),
      suspending: this.#suspending,
      thermalState: this.#thermalState(source),
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get #tellsLock(): boolean {
    return this.#platform === 'win32' || this.#platform === 'darwin';
  }

  #thermalState(source: PowerSource): DesktopReading['thermalState'] {
    if (this.#platform !== 'darwin') return null;
    const state = source.getCurrentThermalState();
    return thermalStates.find((known) => known === state) ?? null;
  }

  #take(event: PowerEvent): void {
    if (this.#tellsLock && event === 'lock-screen') this.#locked = true;
    if (this.#tellsLock && event === 'unlock-screen') this.#locked = false;
    if (event === 'suspend') this.#suspending = true;
    if (event === 'resume') this.#suspending = false;
    for (const listener of [...this.#listeners]) listener();
  }
}
