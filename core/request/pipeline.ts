import { nowSec } from '../foundation/clock.ts';
import { ExecutorError, toExecutorError } from '../foundation/errors/index.ts';
import { verifyMessage } from '../identity/index.ts';
import type { Completion } from '../inference/backends/index.ts';
import { computeCharge } from '../money/pricing/index.ts';
import type { InboundReply, InboundRequest } from '../network/index.ts';
import { bytesToHex, decodeRequestMessage } from '../protocol/index.ts';
import { ActiveRequest, type ActiveView } from './active-request.ts';
import { ActiveRequests } from './active-requests.ts';
import { buildAnswer, buildRefusal, encodeAnswer, signAnswer, type UnsignedAnswer } from './answer.ts';
import { reportFinished } from './finish.ts';
import { Gate } from './gate.ts';
import type { PipelineModules, PipelineOptions } from './interface.ts';
import { Pace } from './pace.ts';
import { RequestQueue } from './queue/index.ts';
import {
  DEADLINE_TOLERANCE_SEC,
  requireSignedRequest,
  type ValidatedRequest,
  type ValidationContext,
  validateRequest,
} from './validation/index.ts';

/** Requests that are looked at in one turn of the event loop: about 3 ms of work. */
const ADMISSIONS_PER_TURN = 4;

/**
 * The path of a request, from bytes to signed bytes. `handle` is the network's handler.
 * Every request that arrives ends in exactly one `observer.onFinished`, and every booked one in `accrued` or `void`.
 */
export class RequestPipeline {
  /** Whether new requests come in. */
  readonly gate = new Gate();
  readonly #modules: PipelineModules;
  readonly #options: PipelineOptions;
  readonly #queue: RequestQueue;
  readonly #active = new ActiveRequests();
  readonly #pace = new Pace({ perTurn: ADMISSIONS_PER_TURN });

  constructor(modules: PipelineModules, options: PipelineOptions) {
    this.#modules = modules;
    this.#options = options;
    const { maxConcurrentRequests: maxConcurrent, maxQueueSize: maxWaiting } = options;
    this.#queue = new RequestQueue({ maxConcurrent, maxWaiting });
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
      const { bytes, chargeWei } = await this.#serve(inbound.bytes, active);
      // Still armed: time, the client and the operator can stop it until it is handed over.
      const onHandedOver = (complete: boolean) => void this.#settle(active, complete, chargeWei);
      return { kind: 'answer', bytes, signal: active.signal, onHandedOver };
    } catch (thrown) {
      active.disarm();
      const error = toExecutorError(active.signal.aborted ? active.signal.reason : thrown);
      await this.#fail(active, error);
      return this.#refuse(active, error);
    }
  };

  /** Requests that wait or run, oldest first. */
  views(): readonly ActiveView[] {
    return this.#active.views();
  }

  counts(): { running: number; waiting: number } {
    return { running: this.#queue.runningCount, waiting: this.#queue.waitingCount };
  }

  /** Stops one request for the operator. @throws `CONTROL_NOT_FOUND` */
  cancel(id: string): void {
    if (!this.#active.stop(id, 'QUEUE_CANCELLED')) throw new ExecutorError('CONTROL_NOT_FOUND', { id });
  }

  /** Stops every request for the operator. */
  cancelAll(): void {
    this.#active.stopAll('QUEUE_CANCELLED');
  }

  /** Settles when no request is on its way and every ledger row has its last state. */
  whenIdle(): Promise<void> {
    return this.#active.whenIdle();
  }

  /** Steps 2 to 13 of ARCHITECTURE.md, "The path of a request", in order. */
  async #serve(bytes: Uint8Array, active: ActiveRequest): Promise<{ bytes: Uint8Array; chargeWei: bigint }> {
    const { identity, ledger, clock } = this.#modules;
    this.gate.assertOpen();
    await this.#pace.turn(bytes.length);
    active.signal.throwIfAborted();
    const request = requireSignedRequest(decodeRequestMessage(bytes));
    active.model = request.payload.model;
    const validated = validateRequest({ request, sizeBytes: bytes.length }, this.#validationContext());
    const place = this.#queue.enter(active.id);
    try {
      await this.#book(active, validated);
      await place.turn(active.signal);
      const completion = await this.#complete(active, validated);
      place.leave();

      const chargeWei = computeCharge(validated.quote, completion);
      const answer = buildAnswer(request.payload.model, completion, chargeWei);
      active.signal.throwIfAborted();
      await ledger.complete(active.id, this.#outcome(completion, chargeWei, answer));
      // The row exists before the signature does: a crash leaves a row to void, never a signature nobody remembers.
      active.signal.throwIfAborted();
      const signature = signAnswer(answer, identity);
      await ledger.sign(active.id, signature);
      return { bytes: encodeAnswer(answer, signature, identity, nowSec(clock)), chargeWei };
    } finally {
      place.leave();
    }
  }

  #validationContext(): ValidationContext {
    const { identity, models, pricing, clock } = this.#modules;
    const seconds = nowSec(clock);
    return {
      nowSec: seconds,
      self: identity,
      limits: this.#options,
      isServed: (model) => models.isServed(model),
      quote: (model) => pricing.quote(model),
      verifySignature: (request) => verifyMessage('LlmRequest', request, { nowSec: seconds }),
    };
  }

  /** Books the request; from here on its replay is refused, whatever becomes of it. */
  async #book(active: ActiveRequest, validated: ValidatedRequest): Promise<void> {
    const { identity, ledger, backend, clock, observer } = this.#modules;
    const { deadline, model } = validated.request.payload;
    const nowMs = clock.nowMs();
    await ledger.admit({
      id: active.id,
      identity: identity.address,
      clientAddress: validated.clientAddress,
      clientPeerId: active.clientPeerId,
      model,
      backend: backend.name,
      payloadHash: validated.payloadHash,
      deadlineSec: deadline,
      inboundPriceWei: validated.quote.inboundPriceWei,
      outboundPriceWei: validated.quote.outboundPriceWei,
      lane: 'normal',
      admittedAtMs: nowMs,
    });
    active.accepted = validated;
    active.stopAfter(clock, (Number(deadline) + DEADLINE_TOLERANCE_SEC) * 1000 - nowMs, 'QUEUE_DEADLINE');
    observer.onActivity();
  }

  #complete(active: ActiveRequest, validated: ValidatedRequest): Promise<Completion> {
    const { backend, clock, observer } = this.#modules;
    const { model, prompt, system_prompt: systemPrompt, temperature } = validated.request.payload;
    const onProgress = (progress: ActiveRequest['progress']) => {
      active.progress = progress;
      observer.onActivity();
    };
    active.startedAtMs = clock.nowMs();
    observer.onActivity();
    return backend.complete(
      { model, prompt, systemPrompt, temperature, maxOutboundTokens: validated.maxOutboundTokens },
      { signal: active.signal, onProgress },
    );
  }

  #outcome(completion: Completion, chargeWei: bigint, answer: UnsignedAnswer) {
    const { inboundTokens, outboundTokens, countedBy, timeToFirstTokenMs, durationMs } = completion;
    const counted = { inboundTokens, outboundTokens, countedBy, timeToFirstTokenMs, durationMs };
    const origin = { source: 'backend', metadata: null } as const;
    return {
      ...counted,
      ...origin,
      chargeWei,
      responseHash: bytesToHex(answer.hash),
      finishedAtMs: this.#modules.clock.nowMs(),
    };
  }

  /** The signed answer was handed to the network in full, or was not. */
  async #settle(active: ActiveRequest, complete: boolean, chargeWei: bigint): Promise<void> {
    active.disarm();
    const { ledger, logger } = this.#modules;
    try {
      if (!complete) throw active.signal.aborted ? active.signal.reason : new ExecutorError('QUEUE_CLIENT_GONE');
      await ledger.accrue(active.id);
    } catch (thrown) {
      // A commit that reached the file but not yet the disk is in the books all the same: they are the one truth.
      if (!complete || !this.#isAccrued(active.id)) return this.#fail(active, toExecutorError(thrown));
      logger.error('An accrued answer may not survive a power cut', { requestId: active.id }, thrown);
    }
    this.#finish(active, null, chargeWei);
  }

  #isAccrued(id: string): boolean {
    try {
      return this.#modules.ledger.get(id)?.state === 'accrued';
    } catch {
      return false; // A ledger that cannot be read is told by the failure that led here.
    }
  }

  /** Voids what was booked. A row that cannot be voided now is at the next start. */
  async #fail(active: ActiveRequest, error: ExecutorError): Promise<void> {
    const { ledger, logger } = this.#modules;
    try {
      if (active.accepted) await ledger.void(active.id, error.code);
    } catch (failure) {
      logger.error('A request could not be voided', { requestId: active.id }, failure);
    }
    this.#finish(active, error, 0n);
  }

  /** Closes the stream, or answers with a signed refusal of fixed text, as the error's row says. */
  #refuse(active: ActiveRequest, error: ExecutorError): InboundReply {
    const { identity, clock } = this.#modules;
    const refusal = active.signal.aborted ? null : buildRefusal(active.model ?? '', error);
    // Valid messages of a kind that we do not take are no fault: other nodes have their reasons to send them.
    const fault = error.code.startsWith('PROTOCOL_') && error.code !== 'PROTOCOL_UNEXPECTED_MESSAGE';
    if (!refusal) return fault ? { kind: 'close', fault } : { kind: 'close' };
    try {
      const bytes = encodeAnswer(refusal, signAnswer(refusal, identity), identity, nowSec(clock));
      return { kind: 'answer', bytes, signal: active.signal, onHandedOver: () => {} };
    } catch {
      // Without a signature there is nothing to say to a peer.
      return { kind: 'close' };
    }
  }

  #finish(active: ActiveRequest, error: ExecutorError | null, chargeWei: bigint): void {
    if (!this.#active.remove(active.id)) return;
    reportFinished(this.#modules, active, error, chargeWei);
  }
}
