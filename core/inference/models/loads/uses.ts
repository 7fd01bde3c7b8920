import type { Clock } from '../../../foundation/clock.ts';
import { orAborted } from './change.ts';

/** Models that are remembered while nobody uses them. */
const MAX_REMEMBERED = 4096;

interface Use {
  count: number;
  lastEndAtMs: number | null;
}

/** Counts the requests that use each model. */
export class Uses {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #uses = new Map<string, Use>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(modules: { readonly clock: Pick<Clock, 'nowMs'> }) {
    this.#clock = modules.clock;
  }

  count(id: string): number {
    return this.#uses.get(id)?.count ?? 0;
  }

  /** Wall milliseconds of the last end of a use; null before the first. */
  lastEndAtMs(id: string): number | null {
    return this.#uses.get(id)?.lastEndAtMs ?? null;
  }

  /** Begins a use; what is returned ends it, once, and says whether it did. */
  begin(id: string): () => boolean {
    const use = this.#uses.get(id) ?? this.#remember(id);
    use.count += 1;
    let isOpen = true;
    return () => {
      if (!isOpen) return false;
      isOpen = false;
      use.count -= 1;
      use.lastEndAtMs = this.#clock.nowMs();
      if (use.count === 0) for (const wake of this.#waiting.get(id) ?? []) wake();
      return true;
    };
  }

  /** Settles when nobody uses the model; somebody may again by the time that the caller goes on. */
  async whenUnused(id: string, signal: AbortSignal): Promise<void> {
    if (this.count(id) === 0) return;
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting);
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    waiting.add(wake);
    try {
      await orAborted(woken, signal);
    } finally {
      waiting.delete(wake);
      if (waiting.size === 0) this.#waiting.delete(id);
    }
  }

  #remember(id: string): Use {
    if (this.#uses.size >= MAX_REMEMBERED)
      for (const [other, { count }] of this.#uses) if (count === 0) this.#uses.delete(other);
    const use: Use = { count: 0, lastEndAtMs: null };
    this.#uses.set(id, use);
    return use;
  }
}
