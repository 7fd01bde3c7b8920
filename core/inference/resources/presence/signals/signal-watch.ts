import type { Clock } from '../../../../foundation/clock.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import { shownName } from '../../shown-name.ts';
import type { SignalReading, SignalSource } from '../interface.ts';
import { notAvailable } from './readings.ts';

/** Longest time that a look may take. */
const LOOK_LIMIT_MS = 5000;
/** Time between two looks at what this computer does not tell. */
const ABSENT_MS = 30_000;
/** Longest sentence about what was seen, characters. */
const MAX_DETAIL = 300;

/** Looks at one source at its pace, one look at a time, for as long as it is wanted. */
export class SignalWatch {
  readonly source: SignalSource;
  readonly #modules: { readonly clock: Clock; readonly logger: Logger; readonly onReading: () => void };
  #reading: SignalReading = notAvailable('Not looked at yet.');
  #wanted: AbortController | null = null;
  #looking: Promise<void> = Promise.resolve();
  /** True while a look waits for the one before it. */
  #waits = false;
  #cancelTimer = () => {};
  #endHints = () => {};

  constructor(
    modules: { readonly clock: Clock; readonly logger: Logger; readonly onReading: () => void },
    source: SignalSource,
  ) {
    this.#modules = modules;
    this.source = source;
  }

  get reading(): SignalReading {
    return this.#reading;
  }

  get isWanted(): boolean {
    return this.#wanted !== null;
  }

  /** Begins to look. */
  start(): void {
    if (this.#wanted !== null) return;
    this.#wanted = new AbortController();
    this.#endHints = this.source.onHint?.(() => this.lookNow()) ?? (() => {});
    this.lookNow();
  }

  /** Looks no more. Settles when the last look has ended. */
  async stop(): Promise<void> {
    this.#wanted?.abort();
    this.#wanted = null;
    this.#endHints();
    this.#cancelTimer();
    this.#reading = notAvailable('Not looked at.');
    await this.#looking;
    await this.source.close?.();
  }

  /** Looks as soon as the look that is under way has ended; once, however often it is asked to meanwhile. */
  lookNow(): void {
    const wanted = this.#wanted;
    if (wanted === null || this.#waits) return;
    this.#waits = true;
    this.#cancelTimer();
    this.#looking = this.#looking.then(() => {
      this.#waits = false;
      const now = this.#wanted;
      return now === null ? undefined : this.#look(now);
    });
  }

  async #look(wanted: AbortController): Promise<void> {
    if (wanted.signal.aborted) return;
    this.#cancelTimer();
    const { clock, onReading } = this.#modules;
    const limit = new AbortController();
    const cancelLimit = clock.setTimer(() => limit.abort(), LOOK_LIMIT_MS);
    const reading = await this.#readingOf(AbortSignal.any([wanted.signal, limit.signal]));
    cancelLimit();
    if (wanted.signal.aborted) return;
    this.#reading = reading;
    const everyMs = reading.state === 'not-available' ? Math.max(ABSENT_MS, this.source.everyMs) : this.source.everyMs;
    this.#cancelTimer = clock.setTimer(() => this.lookNow(), everyMs);
    onReading();
  }

  async #readingOf(signal: AbortSignal): Promise<SignalReading> {
    try {
      return shown(await orAborted(this.source.look(signal), signal));
    } catch (error) {
      if (!signal.aborted)
        this.#modules.logger.debug('A signal could not be read', { source: this.source.name }, error);
      return notAvailable('It could not be read.');
    }
  }
}

/** Names of programs are what whoever made them wants. */
function shown({ state, subject, detail }: SignalReading): SignalReading {
  const name = subject === null ? null : shownName(subject) || null;
  return { state, subject: name, detail: shownName(detail, MAX_DETAIL) };
}

function orAborted(work: Promise<SignalReading>, signal: AbortSignal): Promise<SignalReading> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
