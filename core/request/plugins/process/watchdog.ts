import type { Clock } from '../../../foundation/clock.ts';
import type { PluginChannel } from '../launch/index.ts';

/** How often its memory is looked at, and whether it still answers. */
const lookEveryMs = 250;
/** How long it may be deaf on top of the time limit of one call. */
const deafLimitMs = 2000;

interface WatchdogModules {
  readonly clock: Clock;
  readonly channel: Pick<PluginChannel, 'memoryBytes'>;
}

interface WatchdogOptions {
  /** Longest time for one call: it may be busy for so long. */
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** What a watchdog does and tells. */
interface WatchdogOwner {
  ping(id: number): void;
  onHung(limitMs: number): void;
  onMemory(memoryBytes: number, limitBytes: number): void;
}

/** Looks after the memory and the life of one process. */
export class Watchdog {
  readonly #modules: WatchdogModules;
  readonly #options: WatchdogOptions;
  readonly #owner: WatchdogOwner;
  #memoryBytes: number | null = null;
  #pings = 0;
  /** Since when a ping waits for its answer; null when none does. */
  #pingAtMs: number | null = null;
  #isPinging = false;
  #stopped = false;
  #cancel = () => {};

  constructor(modules: WatchdogModules, options: WatchdogOptions, owner: WatchdogOwner) {
    this.#modules = modules;
    this.#options = options;
    this.#owner = owner;
    this.#arm();
  }

  /** Resident memory at the last look; null before it, or where the system does not tell. */
  get memoryBytes(): number | null {
    return this.#memoryBytes;
  }

  /** From now on it must answer. A module that is being loaded may be busy with it, so that is not asked. */
  beginPings(): void {
    this.#isPinging = true;
  }

  /** Takes the answer to a ping. @returns False when nobody asked for it. */
  pong(id: number): boolean {
    if (this.#pingAtMs === null || id !== this.#pings) return false;
    this.#pingAtMs = null;
    return true;
  }

  stop(): void {
    this.#stopped = true;
    this.#memoryBytes = null;
    this.#cancel();
  }

  #arm(): void {
    this.#cancel = this.#modules.clock.setTimer(() => {
      this.#arm();
      void this.#modules.channel.memoryBytes().then((bytes) => this.#weigh(bytes));
      if (this.#isPinging) this.#listen();
    }, lookEveryMs);
  }

  #listen(): void {
    const nowMs = this.#modules.clock.monotonicMs();
    if (this.#pingAtMs === null) {
      this.#pings += 1;
      this.#pingAtMs = nowMs;
      this.#owner.ping(this.#pings);
      return;
    }
    const limitMs = this.#options.timeoutMs + deafLimitMs;
    if (nowMs - this.#pingAtMs > limitMs) this.#owner.onHung(limitMs);
  }

  #weigh(bytes: number | null): void {
    if (this.#stopped) return;
    this.#memoryBytes = bytes;
    const limitBytes = this.#options.memoryMb * 1024 * 1024;
    if (bytes !== null && bytes > limitBytes) this.#owner.onMemory(bytes, limitBytes);
  }
}
