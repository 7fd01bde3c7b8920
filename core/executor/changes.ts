import type { EventListener, EventName, EventPayload } from '../control/index.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';

/** Shortest time between two events of the same name: progress comes with every model token, an eye follows four a second. */
const QUIET_MS = 250;

type Producers = { readonly [K in EventName]: () => EventPayload<K> };

/**
 * Tells listeners what changed, each event with the whole new value, at most four times a second a name.
 * The first change is told at once, the last one always.
 */
export class Changes {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #producers: Producers;
  readonly #listeners = new Set<EventListener>();
  readonly #quiet = new Map<EventName, { again: boolean; cancel: () => void }>();

  constructor(modules: { clock: Clock; logger: Logger }, options: { producers: Producers }) {
    this.#clock = modules.clock;
    this.#logger = modules.logger;
    this.#producers = options.producers;
  }

  readonly subscribe = (listener: EventListener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Something changed in what this event tells. */
  touch(name: EventName): void {
    const quiet = this.#quiet.get(name);
    if (quiet) {
      quiet.again = true;
      return;
    }
    const cancel = this.#clock.setTimer(() => this.#wake(name), QUIET_MS);
    this.#quiet.set(name, { again: false, cancel });
    this.#tell(name);
  }

  /** Tells what is still untold, and nothing more. */
  close(): void {
    for (const [name, { again, cancel }] of this.#quiet) {
      cancel();
      if (again) this.#tell(name);
    }
    this.#quiet.clear();
    this.#listeners.clear();
  }

  #wake(name: EventName): void {
    const quiet = this.#quiet.get(name);
    this.#quiet.delete(name);
    if (quiet?.again) this.touch(name);
  }

  #tell<K extends EventName>(name: K): void {
    if (this.#listeners.size === 0) return;
    try {
      const payload = this.#producers[name]();
      for (const listener of this.#listeners) listener(name, payload);
    } catch (error) {
      // Whoever misses an event asks again; a request that causes one must not fail for it.
      this.#logger.error('An event could not be told', { event: name }, error);
    }
  }
}
