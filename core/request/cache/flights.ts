import type { Completion } from '../../inference/backends/index.ts';
import type { CacheLease } from '../index.ts';

/** Requests that may wait for one generation; further ones generate for themselves. */
const MAX_FOLLOWERS = 256;

interface Flight {
  followers: number;
  /** Who answered; null before, and where nobody says. */
  backend: string | null;
  /** Null when nothing came of it. */
  readonly landed: Promise<Completion | null>;
}

/** Questions that are being answered, each by one generation. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  readonly #maxFollowers: number;

  constructor({ maxFollowers = MAX_FOLLOWERS }: { readonly maxFollowers?: number } = {}) {
    this.#maxFollowers = maxFollowers;
  }

  /** Questions under way. */
  get count(): number {
    return this.#flights.size;
  }

  /** A place among those who wait for this question; `none` when there is no more room; null when nobody asks it. */
  join(name: string): Exclude<CacheLease, { kind: 'hit' | 'lead' }> | null {
    const flight = this.#flights.get(name);
    if (!flight) return null;
    if (flight.followers >= this.#maxFollowers) return { kind: 'none' };
    // Taken at once, so that a burst of questions cannot all see the last place free.
    flight.followers += 1;
    return {
      kind: 'join',
      wait: (signal) => orAborted(flight.landed, signal).finally(() => (flight.followers -= 1)),
      backend: () => flight.backend,
    };
  }

  /** Makes the asker the one who generates. Whoever waits follows it until it settles. */
  lead(
    name: string,
    onLanded: (completion: Completion, backend: string | null) => void,
  ): Extract<CacheLease, { kind: 'lead' }> {
    let land = (_completion: Completion | null) => {};
    const landed = new Promise<Completion | null>((resolve) => {
      land = resolve;
    });
    const flight: Flight = { followers: 0, backend: null, landed };
    this.#flights.set(name, flight);
    let isSettled = false;
    return {
      kind: 'lead',
      settle: (completion, backend = null) => {
        if (isSettled) return;
        isSettled = true;
        flight.backend = backend;
        if (completion) onLanded(completion, backend);
        this.#flights.delete(name);
        land(completion);
      },
    };
  }
}

function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
