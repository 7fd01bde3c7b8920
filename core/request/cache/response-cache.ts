import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { RandomSource } from '../../foundation/random.ts';
import type { Startable } from '../../foundation/startable.ts';
import type { Identity } from '../../identity/index.ts';
import type { Completion } from '../../inference/backends/index.ts';
import { hitQuote, type Quote } from '../../money/pricing/index.ts';
import type { CacheLease, CacheQuestion, CacheStage } from '../index.ts';
import { entryName, entryNamespace, textsDigest } from './entries/name.ts';
import { Flights } from './flights.ts';
import type { AnswerOrigin, CacheSettings, CacheView } from './interface.ts';
import { KeptAnswers } from './keeping/kept-answers.ts';
import { Tally } from './tally.ts';

/** What a {@link ResponseCache} needs of the rest of the house. */
export interface ResponseCacheModules {
  readonly identity: Pick<Identity, 'deriveKey'>;
  /** Who would answer a question for this model now. */
  readonly origin: (model: string) => AnswerOrigin;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** Where and how answers are kept. */
export interface ResponseCacheOptions {
  readonly settings: CacheSettings;
  /** Folder that belongs to the cache alone; it is made when `backend` is `disk`. */
  readonly folder: string;
}

/**
 * Answers again what was answered before, and lets identical questions in flight share one generation.
 * What it keeps is the backend's answer, before anybody changed it. Whatever fails in it is a miss.
 */
export class ResponseCache implements CacheStage, Startable {
  readonly #modules: ResponseCacheModules;
  readonly #nameKey: Uint8Array;
  readonly #tally: Tally;
  readonly #flights = new Flights();
  readonly #kept: KeptAnswers;
  readonly #texts = new WeakMap<CacheQuestion, string>();
  #settings: CacheSettings;
  #isStarted = false;

  constructor(modules: ResponseCacheModules, { settings, folder }: ResponseCacheOptions) {
    const logger = modules.logger.child({ module: 'cache' });
    this.#modules = modules;
    this.#settings = settings;
    this.#nameKey = modules.identity.deriveKey('cache/entry-names');
    this.#tally = new Tally({ ...modules, logger });
    const options = { settings, folder, namespace: entryNamespace(this.#nameKey) };
    this.#kept = new KeptAnswers({ ...modules, logger, tally: this.#tally }, options);
  }

  /** Opens the store; one that cannot be opened now is tried again behind it. */
  async start(): Promise<void> {
    this.#isStarted = true;
    await this.#kept.start();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#kept.stop();
  }

  /** Holds from the next question on; what is kept stays, unless the place itself changes. */
  configure(settings: CacheSettings): void {
    this.#settings = settings;
    this.#kept.configure(settings);
  }

  async open(question: CacheQuestion, signal: AbortSignal): Promise<CacheLease> {
    if (!this.#isStarted || !this.#isReusable(question)) return { kind: 'none' };
    const { clock, origin } = this.#modules;
    const askedAtMs = clock.monotonicMs();
    const from = origin(question.model);
    const name = this.#nameOf(question, from);
    const early = this.#flights.join(name);
    if (early) return this.#followed(early, askedAtMs);
    const completion = await this.#kept.find(name, signal);
    if (completion) {
      this.#tally.add('hits');
      return { kind: 'hit', completion: this.#timed(completion, askedAtMs) };
    }
    if (signal.aborted) return { kind: 'none' };
    // Somebody may have begun to generate while this one looked.
    const late = this.#flights.join(name);
    if (late) return this.#followed(late, askedAtMs);
    this.#tally.add('misses');
    return this.#flights.lead(name, (generated, backend) => {
      // Where another backend had to step in, its answer is not what this one would say again.
      if (backend === null || backend === from.backendName) this.#kept.keep(name, generated);
    });
  }

  hitQuote(quote: Quote): Quote {
    // A request of the wire has no place for a commitment, so none has one.
    return hitQuote(quote, { multiplier: this.#settings.hitPriceMultiplier, hasCommitment: false });
  }

  /** Removes every kept answer. @throws `CACHE_UNAVAILABLE` when the store does not answer. */
  clear(): Promise<void> {
    return this.#kept.clear();
  }

  async view(): Promise<CacheView> {
    const { enabled, backend, scope, maxBytes, ttlMs } = this.#settings;
    const usage = await this.#kept.usage();
    return {
      enabled,
      backend,
      scope,
      state: this.#kept.state,
      entries: usage?.entries ?? null,
      bytes: usage?.bytes ?? null,
      maxBytes,
      ttlSeconds: ttlMs / 1000,
      counts: this.#tally.counts(),
    };
  }

  /** A request asks again whenever the one that it followed failed. */
  #nameOf(question: CacheQuestion, origin: AnswerOrigin): string {
    const texts = this.#texts.get(question) ?? textsDigest(this.#nameKey, question);
    this.#texts.set(question, texts);
    return entryName(this.#nameKey, question, origin, this.#settings.scope, texts);
  }

  /** Only what the backend would say again: an answer drawn by chance is not given twice unless the owner wants that. */
  #isReusable({ temperature, model }: CacheQuestion): boolean {
    const { enabled, deterministicOnly, models } = this.#settings;
    return enabled && (temperature === 0 || !deterministicOnly || models.includes(model));
  }

  /** Counts what comes of a wait for somebody else's generation. */
  #followed(lease: CacheLease, askedAtMs: number): CacheLease {
    if (lease.kind !== 'join') return lease;
    return {
      kind: 'join',
      backend: lease.backend,
      wait: async (signal) => {
        const completion = await lease.wait(signal);
        if (!completion) return null;
        this.#tally.add('shared');
        return this.#timed(completion, askedAtMs);
      },
    };
  }

  /** The counts are those of the generation, the time is that of this answer. Nothing was streamed to it. */
  #timed(completion: Completion, askedAtMs: number): Completion {
    const durationMs = Math.max(this.#modules.clock.monotonicMs() - askedAtMs, 0);
    return { ...completion, timeToFirstTokenMs: null, durationMs };
  }
}
