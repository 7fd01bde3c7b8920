import type { Clock } from '../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../foundation/errors/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { BackendPool, Completion } from '../inference/backends/index.ts';
import type { LedgerSource } from '../money/ledger/index.ts';
import type { ActiveRequest } from './active-request.ts';
import type { Books } from './books.ts';
import { isCompletion } from './completion.ts';
import type { PipelineModules, PipelineObserver } from './interface.ts';
import type { QueueTicket } from './queue/index.ts';
import type { CacheLease, CacheQuestion, CacheStage, HookSession, ResourceLease, ResourceStage } from './stages.ts';
import { asFailure, start, station } from './station.ts';
import { DEADLINE_TOLERANCE_SEC, type ValidatedRequest } from './validation/index.ts';

interface GenerationModules {
  readonly backends: Pick<BackendPool, 'complete'>;
  readonly cache: CacheStage;
  readonly resources: ResourceStage;
  readonly queue: PipelineModules['queue'];
  readonly books: Books;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: PipelineObserver;
}

/** A request that passed every check. */
export interface AcceptedRequest {
  readonly active: ActiveRequest;
  readonly validated: ValidatedRequest;
  readonly hooks: HookSession;
  readonly contentFilterVersion: string;
}

/** An answer, who gave it, and the request with the price that it is charged by. */
export interface Generated {
  readonly completion: Completion;
  readonly source: LedgerSource;
  readonly validated: ValidatedRequest;
}

/** Steps 9 to 12 of the path: an answer from the cache, from a generation that is under way, or from the backend. */
export class Generation {
  readonly #modules: GenerationModules;

  constructor(modules: GenerationModules) {
    this.#modules = modules;
  }

  /** @throws `QUEUE_*`, `RESOURCE_*`, `BACKEND_*`, `HOOK_*`, `LEDGER_*`, `STAGE_*`, `VALIDATION_REPLAYED`, the signal's reason. */
  async obtain(accepted: AcceptedRequest): Promise<Generated> {
    const { active, validated } = accepted;
    const question = questionOf(accepted);
    for (;;) {
      active.signal.throwIfAborted();
      const lease = await this.#openCache(active, question);
      if (lease.kind === 'hit') return this.#reuse(accepted, lease.completion);
      if (lease.kind !== 'join') return this.#generate(accepted, lease);
      // It has no place in the line yet, but may come to need one.
      if (!active.accepted && this.#choose(active, validated).lane === 'low') active.lane = 'low';
      await this.#book(active, validated).catch((thrown: unknown) => {
        giveUp(lease);
        throw thrown;
      });
      const completion = await lease.wait(active.signal);
      // Each round follows another request that failed; a request whose turn it is to lead ends the rounds.
      if (!completion) continue;
      // Not who was asked for this request before it followed, nor who would have been.
      active.backend = lease.backend();
      return { completion, source: 'shared', validated: active.accepted ?? validated };
    }
  }

  /** Never rejects for reasons of the cache: what fails there is a miss. */
  async #openCache(active: ActiveRequest, question: CacheQuestion): Promise<CacheLease> {
    const { cache, clock, logger } = this.#modules;
    const { signal } = active;
    let opening: Promise<CacheLease> | undefined;
    try {
      const lease = await station({ clock, name: 'cache', signal }, () => {
        opening = cache.open(question, signal);
        return opening;
      });
      if (isLease(lease)) return lease;
      throw new TypeError('not a lease');
    } catch (thrown) {
      opening?.then(giveUp).catch(() => {});
      active.signal.throwIfAborted();
      logger.warn('The cache failed; the request is answered without it', { requestId: active.id }, thrown);
      return { kind: 'none' };
    }
  }

  async #reuse({ active, validated }: AcceptedRequest, completion: Completion): Promise<Generated> {
    const priced = { ...validated, quote: this.#modules.cache.hitQuote(validated.quote) };
    await this.#book(active, priced);
    return { completion, source: 'cache', validated: active.accepted ?? priced };
  }

  async #generate(
    accepted: AcceptedRequest,
    lease: Extract<CacheLease, { kind: 'none' | 'lead' }>,
  ): Promise<Generated> {
    let completion: Completion | null = null;
    try {
      completion = await this.#complete(accepted);
      return { completion, source: 'backend', validated: accepted.active.accepted ?? accepted.validated };
    } finally {
      if (lease.kind === 'lead') lease.settle(completion, accepted.active.backend);
    }
  }

  async #complete({ active, validated, hooks }: AcceptedRequest): Promise<Completion> {
    const { queue, clock, observer } = this.#modules;
    const { ticket, priced } = this.#ticket(active, validated);
    const place = queue.enter(ticket);
    try {
      await this.#book(active, priced);
      await place.turn(active.signal);
      await station({ clock, name: 'hooks', signal: active.signal }, () => hooks.before());
      const lease = await this.#acquire(active, validated);
      try {
        active.startedAtMs = clock.nowMs();
        observer.onActivity();
        const completion = await this.#ask(active, validated);
        place.leave(completion);
        return completion;
      } finally {
        active.used = lease.release();
      }
    } finally {
      place.leave();
    }
  }

  /** Room for the request; what comes after it was given up is given back. */
  async #acquire(active: ActiveRequest, validated: ValidatedRequest): Promise<ResourceLease> {
    const { inboundTokensEstimate, maxOutboundTokens } = validated;
    const need = {
      requestId: active.id,
      model: validated.backendModel,
      inboundTokensEstimate,
      maxOutboundTokens,
    };
    const acquiring = start(() => this.#modules.resources.acquire(need, active.signal));
    try {
      return await orAborted(acquiring, active.signal);
    } catch (thrown) {
      acquiring.then((late) => late.release()).catch(() => {});
      if (active.signal.aborted || isExecutorError(thrown)) throw thrown;
      throw asFailure('resources', thrown);
    }
  }

  /** The lane that the offer opens, and the request with the price that it is charged there. */
  #ticket(active: ActiveRequest, validated: ValidatedRequest): { ticket: QueueTicket; priced: ValidatedRequest } {
    const { temperature, deadline } = validated.request.payload;
    const { backendModel: model, clientAddress, maxOutboundTokens } = validated;
    const { id, clientPeerId } = active;
    // One that followed another request until that failed is booked already, at the price that is asked of everybody.
    const { lane, quote } = active.accepted
      ? { lane: active.lane, quote: active.accepted.quote }
      : this.#choose(active, validated);
    active.lane = lane;
    const deadlineMs = (Number(deadline) + DEADLINE_TOLERANCE_SEC) * 1000;
    const client = { clientAddress, clientPeerId };
    const ticket = { id, model, temperature, ...client, lane, quote, deadlineMs, maxOutboundTokens };
    return { ticket, priced: { ...validated, quote } };
  }

  #choose({ clientPeerId }: ActiveRequest, { request, quote, clientAddress }: ValidatedRequest) {
    const { inbound_price, outbound_price } = request.payload;
    return this.#modules.queue.chooseLane({
      offered: { inboundPriceWei: BigInt(inbound_price), outboundPriceWei: BigInt(outbound_price) },
      asked: quote,
      clientAddress,
      clientPeerId,
    });
  }

  async #ask(active: ActiveRequest, validated: ValidatedRequest): Promise<Completion> {
    const { backends, observer } = this.#modules;
    const { prompt, system_prompt: systemPrompt, temperature } = validated.request.payload;
    const onProgress = (progress: ActiveRequest['progress']) => {
      active.progress = progress;
      observer.onActivity();
    };
    const onBackend = (name: string) => {
      active.backend = name;
    };
    const call = async () =>
      backends.complete(
        {
          model: validated.backendModel,
          prompt,
          systemPrompt,
          temperature,
          maxOutboundTokens: validated.maxOutboundTokens,
        },
        { signal: active.signal, onProgress, onBackend },
      );
    const completion = await orAborted(call(), active.signal).catch((thrown: unknown) => {
      if (isExecutorError(thrown) || active.signal.aborted) throw thrown;
      throw new ExecutorError('BACKEND_FAILED', {}, { cause: thrown });
    });
    if (!isCompletion(completion)) throw new ExecutorError('BACKEND_BAD_RESPONSE', { reason: 'not a completion' });
    return completion;
  }

  async #book(active: ActiveRequest, validated: ValidatedRequest): Promise<void> {
    if (active.accepted) return;
    const { books, clock, observer } = this.#modules;
    await books.book(active, validated);
    const deadlineMs = (Number(validated.request.payload.deadline) + DEADLINE_TOLERANCE_SEC) * 1000;
    active.stopAfter(clock, deadlineMs - clock.nowMs(), 'QUEUE_DEADLINE');
    observer.onActivity();
  }
}

/** Whoever follows a lease that nobody uses would wait for nothing, and the place of one who follows would stay taken. */
function giveUp(lease: CacheLease): void {
  if (lease?.kind === 'lead') lease.settle(null);
  if (lease?.kind === 'join') lease.wait(AbortSignal.abort()).catch(() => {});
}

function questionOf({ validated, contentFilterVersion }: AcceptedRequest): CacheQuestion {
  const { prompt, system_prompt: systemPrompt, temperature } = validated.request.payload;
  // The same model is the same answer, by whatever name it is asked for.
  const { backendModel: model, clientAddress, maxOutboundTokens } = validated;
  return { clientAddress, model, prompt, systemPrompt, temperature, maxOutboundTokens, contentFilterVersion };
}

/** A backend that does not obey its signal holds nobody up. */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function isLease(lease: CacheLease): boolean {
  if (lease?.kind === 'hit') return isCompletion(lease.completion);
  if (lease?.kind === 'join') return typeof lease.wait === 'function' && typeof lease.backend === 'function';
  return lease?.kind === 'none' || (lease?.kind === 'lead' && typeof lease.settle === 'function');
}
