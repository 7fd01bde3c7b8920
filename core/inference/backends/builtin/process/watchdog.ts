import type { Clock } from '../../../../foundation/clock.ts';

/** How often an engine is asked for a sign of life. */
const lookEveryMs = 5000;
/** So many unanswered looks mean that it hangs. Counted in looks: a computer that slept has not waited. */
const mostMissed = 6;

interface WatchdogOwner {
  ping(id: number): void;
  onHung(limitMs: number): void;
}

/** Notices an engine that is alive and deaf. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #owner: WatchdogOwner;
  #pings = 0;
  #missed = 0;
  #waits = false;
  #cancel = () => {};

  constructor(clock: Clock, owner: WatchdogOwner) {
    this.#clock = clock;
    this.#owner = owner;
    this.#arm();
  }

  /** Takes the answer to a ping. @returns False when nobody asked for it. */
  pong(id: number): boolean {
    if (!this.#waits || id !== this.#pings) return false;
    this.#waits = false;
    this.#missed = 0;
    return true;
  }

  stop(): void {
    this.#cancel();
  }

  #arm(): void {
    this.#cancel = this.#clock.setTimer(() => {
      this.#arm();
      this.#look();
    }, lookEveryMs);
  }

  #look(): void {
    if (!this.#waits) {
      this.#pings += 1;
      this.#waits = true;
      this.#owner.ping(this.#pings);
      return;
    }
    this.#missed += 1;
    if (this.#missed >= mostMissed) this.#owner.onHung(mostMissed * lookEveryMs);
  }
}
