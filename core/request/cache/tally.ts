import type { Clock } from '../../foundation/clock.ts';
import type { ExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { CacheCounts } from './interface.ts';

/** At most one warning about entries in this time: whoever forges them must not fill the log. */
const WARN_EVERY_MS = 60_000;

/** Counts what happens in the cache, and warns of entries that are not ours. */
export class Tally {
  readonly #modules: { readonly clock: Clock; readonly logger: Logger };
  readonly #counts: { -readonly [Name in keyof CacheCounts]: number } = {
    hits: 0,
    misses: 0,
    shared: 0,
    stored: 0,
    dropped: 0,
    failures: 0,
    rejected: 0,
  };
  #warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor(modules: { readonly clock: Clock; readonly logger: Logger }) {
    this.#modules = modules;
  }

  add(what: keyof CacheCounts): void {
    this.#counts[what] += 1;
  }

  /** Counts an entry that could not be used; each call is one. */
  reject(error: ExecutorError): void {
    this.add('rejected');
    const { clock, logger } = this.#modules;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#warnedAtMs < WARN_EVERY_MS) return;
    this.#warnedAtMs = nowMs;
    const { rejected } = this.#counts;
    logger.warn('A kept answer was damaged or forged and was not used', {
      code: error.code,
      ...error.details,
      rejected,
    });
  }

  counts(): CacheCounts {
    return { ...this.#counts };
  }
}
