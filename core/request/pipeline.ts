import { nowSec } from '../foundation/clock.ts';
import { ExecutorError, toExecutorError } from '../foundation/errors/index.ts';
import { verifyMessage } from '../identity/index.ts';
import type { Completion } from '../inference/backends/index.ts';
import type { Outcome } from '../money/ledger/index.ts';
import { computeCharge } from '../money/pricing/index.ts';
import type { InboundReply, InboundRequest } from '../network/index.ts';
import { bytesToHex, decodeRequestMessage } from '../protocol/index.ts';
import { ActiveRequest, type ActiveView } from './active-request.ts';
import { ActiveRequests } from './active-requests.ts';
import { buildAnswer, encodeAnswer, refuse, signAnswer, type UnsignedAnswer } from './answer.ts';
import { Books } from './books.ts';
import { type FinishedAnswer, reportFinished } from './finish.ts';
import { Gate } from './gate.ts';
import { type Generated, Generation } from './generation.ts';
import type { PipelineModules, PipelineOptions } from './interface.ts';
import { Pace } from './pace.ts';
import type { HookedAnswer, TokenReservation } from './stages.ts';
import { type StationName, station } from './station.ts';
import {
  type Candidate,
  fitContext,
  requireSignedRequest,
  type ValidatedRequest,
  type ValidationContext,
  validateRequest,
} from './validation/index.ts';

/** Requests that are looked at in one turn of the event loop: about 3 ms of work. */
const ADMISSIONS_PER_TURN = 4;

/** A signed answer and what it costs. */
interface Served extends FinishedAnswer {
  readonly bytes: Uint8Array;
}

/**
 * The path of a request, from bytes to signed bytes. `handle` is the network's handler.
 * Every request that arrives ends in exactly one `observer.onFinished`, and every booked one in `accrued` or `void`.
 */
export class RequestPipeline {
  /** Whether new requests come in. */
  readonly gate = new Gate();
  readonly #modules: PipelineModules;
  #options: PipelineOptions;
  readonly #books: Books;
  readonly #generation: Generation;
  readonly #active = new ActiveRequests();
  readonly #pace = new Pace({ perTurn: ADMISSIONS_PER_TURN });

  constructor(modules: PipelineModules, options: PipelineOptions) {
    this.#modules = modules;
    this.#options = options;
    this.#books = new Books(modules);
    const { cache, resources } = modules.stages;
    this.#generation = new Generation({ ...modules, cache, resources, books: this.#books });
  }

  /** The limits in force. */
  get options(): PipelineOptions {
    return this.#options;
  }

  /** Holds for requests that arrive from now on. */
  configure(options: PipelineOptions): void {
    this.#options = options;
  }

  /** Serves one request. Never rejects: what goes wrong becomes the reply that the error's row names. */
  readonly handle = async (inbound: InboundRequest): Promise<InboundReply> => {
    const { clock, random } = this.#modules;
    const active = new ActiveRequest(random.id(), inbound.peerId, inbound.openedAtMs);
    active.stopOn(inbound.signal, 'QUEUE_CLIENT_GONE');
    const spentMs = clock.nowMs() - inbound.openedAtMs;
    active.stopAfter(clock, this.#options.requestTimeoutSecs * 1000 - spentMs, 'QUEUE_TIMEOUT');
    this.#active.add(active);
    try {
      const served = await this.#serve(inbound, active);
      // Still armed: time, the client and the operator can stop it until it is handed over.
      const onHandedOver = (complete: boolean) => void this.#settle(active, complete, served);
      return { kind: 'answer', bytes: served.bytes, signal: active.signal, onHandedOver };
    } catch (thrown) {
      active.disarm();
      const error = toExecutorError(active.signal.aborted ? active.signal.reason : thrown);
      await this.#fail(active, error);
      return refuse(this.#modules, active, error);
    }
  };

  /** Requests that wait or run, oldest first. */
  views(): readonly ActiveView[] {
    return this.#active.views();
  }

  counts(): { running: number; waiting: number } {
    const { runningCount: running, waitingCount: waiting } = this.#modules.queue;
    return { running, waiting };
  }

  /** Stops one request for the operator. @throws `CONTROL_NOT_FOUND` */
  cancel(id: string): void {
    if (!this.#active.stop(id, 'QUEUE_CANCELLED')) throw new ExecutorError('CONTROL_NOT_FOUND', { id });
  }

  /** Stops every request for the operator. */
  cancelAll(): void {
    this.#active.stopAll('QUEUE_CANCELLED');
  }

  /** Closes every request that is not handed over, so that its client asks another executor; nothing is charged. */
  handBack(): void {
    this.#active.stopAll('QUEUE_OWNER');
  }

  /** Requests between arrival and their last word. */
  activeCount(): number {
    return this.#active.size;
  }

  /** Settles when no request is on its way and every ledger row has its last state. */
  whenIdle(): Promise<void> {
    return this.#active.whenIdle();
  }

  /** Steps 2 to 15 of ARCHITECTURE.md, "The path of a request", in order. */
  async #serve(inbound: InboundRequest, active: ActiveRequest): Promise<Served> {
    const { rateLimit, hooks, contentFilter } = this.#modules.stages;
    const { bytes, peerId, remoteAddress } = inbound;
    this.gate.assertOpen();
    await this.#at('rate-limit', active, () => rateLimit.takeRequest(inbound));
    await this.#pace.turn(bytes.length);
    active.signal.throwIfAborted();

    const request = requireSignedRequest(decodeRequestMessage(bytes));
    active.model = request.payload.model;
    const validated = await this.#validate({ request, sizeBytes: bytes.length, peerId }, active);
    await this.#reserve(inbound, active, validated);

    const hooked = { id: active.id, request, peerId, remoteAddress, receivedAtMs: active.arrivedAtMs };
    const session = hooks.open({ ...hooked, signal: active.signal });
    active.hooks = session;
    await this.#at('hooks', active, () => session.accept());
    const { prompt, system_prompt: systemPrompt } = request.payload;
    const contentFilterVersion = contentFilter.version;
    await this.#at('content-filter', active, () => contentFilter.checkPrompt({ prompt, systemPrompt }));

    const generated = await this.#generation.obtain({ active, validated, hooks: session, contentFilterVersion });
    const { completion, source } = generated;
    await this.#at('content-filter', active, () => contentFilter.checkResponse(completion.content));
    const hookedAnswer = await this.#at('hooks', active, () => session.after(completion, source));
    return this.#sign(active, generated, hookedAnswer);
  }

  async #validate(candidate: Candidate, { signal }: ActiveRequest): Promise<ValidatedRequest> {
    const validated = validateRequest(candidate, this.#validationContext());
    const contextLength = this.#modules.models.contextLength(candidate.request.payload.model);
    return fitContext(validated, { contextLength, signal });
  }

  /** Takes the model tokens that the request may use from the limits of its client, before they are used. */
  async #reserve(inbound: InboundRequest, active: ActiveRequest, validated: ValidatedRequest): Promise<void> {
    const { rateLimit } = this.#modules.stages;
    const { clientAddress, maxOutboundTokens, inboundTokensEstimate } = validated;
    const requester = { peerId: inbound.peerId, remoteAddress: inbound.remoteAddress, clientAddress };
    let taking: Promise<TokenReservation> | undefined;
    const take = () => {
      taking = rateLimit.reserve(requester, inboundTokensEstimate + maxOutboundTokens);
      return taking;
    };
    const reservation = await this.#at('rate-limit', active, take).catch((thrown: unknown) => {
      // What is taken after the request was given up is given back.
      taking?.then((late) => late.settle(0)).catch(() => {});
      throw thrown;
    });
    if (typeof reservation?.settle !== 'function') throw new ExecutorError('STAGE_FAILED', { stage: 'rate-limit' });
    active.reservation = reservation;
  }

  /** The row exists before the signature does: a crash leaves a row to void, never a signature nobody remembers. */
  async #sign(active: ActiveRequest, generated: Generated, hooked: HookedAnswer): Promise<Served> {
    const { identity, clock } = this.#modules;
    const { validated, completion } = generated;
    const content = checkContent(hooked);
    const chargeWei = computeCharge(validated.quote, completion);
    const answer = buildAnswer(validated.request.payload.model, { ...completion, content }, chargeWei);
    active.signal.throwIfAborted();
    await this.#books.complete(active, this.#outcome(active, generated, chargeWei, answer, hooked.metadata));
    active.signal.throwIfAborted();
    const signature = signAnswer(answer, identity);
    await this.#books.sign(active.id, signature);
    return { bytes: encodeAnswer(answer, signature, identity, nowSec(clock)), chargeWei, completion, content };
  }

  #outcome(
    active: ActiveRequest,
    generated: Generated,
    chargeWei: bigint,
    answer: UnsignedAnswer,
    metadata: string | null,
  ): Outcome {
    const { inboundTokens, outboundTokens, countedBy, timeToFirstTokenMs, durationMs }: Completion =
      generated.completion;
    return {
      inboundTokens,
      outboundTokens,
      countedBy,
      timeToFirstTokenMs,
      durationMs,
      source: generated.source,
      metadata,
      energyJoules: active.used?.energyJoules ?? null,
      chargeWei,
      responseHash: bytesToHex(answer.hash),
      finishedAtMs: this.#modules.clock.nowMs(),
    };
  }

  #validationContext(): ValidationContext {
    const { identity, clients, models, pricing, clock } = this.#modules;
    const seconds = nowSec(clock);
    return {
      nowSec: seconds,
      self: identity,
      limits: this.#options,
      clients,
      isServed: (model) => models.isServed(model),
      resolve: (model) => models.resolve(model),
      quote: (model) => pricing.quote(model),
      verifySignature: (request) => verifyMessage('LlmRequest', request, { nowSec: seconds }),
    };
  }

  #at<Result>(name: StationName, { signal }: ActiveRequest, work: () => Promise<Result>): Promise<Result> {
    return station({ clock: this.#modules.clock, name, signal }, work);
  }

  /** The signed answer was handed to the network in full, or was not. */
  async #settle(active: ActiveRequest, complete: boolean, served: Served): Promise<void> {
    active.disarm();
    try {
      if (!complete) throw active.signal.aborted ? active.signal.reason : new ExecutorError('QUEUE_CLIENT_GONE');
      await this.#books.accrue(active.id);
    } catch (thrown) {
      return this.#fail(active, toExecutorError(thrown));
    }
    this.#finish(active, null, served);
  }

  /** Voids what was booked. */
  async #fail(active: ActiveRequest, error: ExecutorError): Promise<void> {
    await this.#books.void(active, error);
    this.#finish(active, error, null);
  }

  #finish(active: ActiveRequest, error: ExecutorError | null, answer: FinishedAnswer | null): void {
    if (!this.#active.remove(active.id)) return;
    reportFinished(this.#modules, active, error, answer);
  }
}

/** The text that hooks leave is signed in the backend's place, so it must be one. */
function checkContent(hooked: HookedAnswer): string {
  const { content, metadata } = hooked;
  if (typeof content === 'string' && (metadata === null || typeof metadata === 'string')) return content;
  throw new ExecutorError('STAGE_FAILED', { stage: 'hooks' });
}
