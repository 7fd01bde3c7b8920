import type { Clock } from '../../../foundation/clock.ts';
import { type ExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { backendError } from '../errors.ts';
import type { Completion, CompletionOptions, CompletionRequest, LlmClient } from '../interface.ts';
import { BackendLook, type LookOptions } from './backend-look.ts';
import { type BreakerOptions, type CallVerdict, CircuitBreaker } from './circuit-breaker.ts';
import type { BackendInit, MemberLook, PoolMember } from './interface.ts';

/** What a member needs, and whom it tells. */
export interface MemberModules {
  readonly clock: Clock;
  readonly logger: Logger;
  onLook(look: MemberLook): void;
  onChange(): void;
}

/** Failures that are the backend's own, not the client's nor the request's. */
const ownFailures: ReadonlySet<string> = new Set([
  'BACKEND_UNREACHABLE',
  'BACKEND_UNAUTHORIZED',
  'BACKEND_FAILED',
  'BACKEND_TIMEOUT',
  'BACKEND_STALLED',
  'BACKEND_BAD_RESPONSE',
]);
/** Failures that show that the last look at the backend is out of date. */
const unexpected: ReadonlySet<string> = new Set([
  'BACKEND_UNREACHABLE',
  'BACKEND_UNAUTHORIZED',
  'BACKEND_MODEL_NOT_FOUND',
]);

/** How a call of a backend came out; `heard` when it had put something out. */
export type CallOutcome =
  | { readonly completion: Completion; readonly error: null }
  | { readonly error: ExecutorError; readonly heard: boolean };

/** One backend of a pool: its client, what is known of it, and what keeps calls away while it fails. */
export class Member implements PoolMember {
  readonly client: LlmClient;
  readonly baseUrl: string;
  readonly look: BackendLook;
  readonly #breaker: CircuitBreaker;
  #inFlight = 0;
  readonly #waiters: (() => void)[] = [];

  constructor(
    modules: MemberModules,
    { client, baseUrl }: BackendInit,
    options: { readonly look: LookOptions; readonly breaker: BreakerOptions },
  ) {
    this.client = client;
    this.baseUrl = baseUrl;
    this.look = new BackendLook({ ...modules, client }, options.look);
    const { clock, logger, onChange } = modules;
    const onBreaker = () => {
      const { state, failures } = this.breaker;
      logger[state === 'open' ? 'warn' : 'info']('Circuit of a backend changed', {
        backend: this.name,
        state,
        failures,
      });
      onChange();
    };
    this.#breaker = new CircuitBreaker({ clock, onChange: onBreaker }, options.breaker);
  }

  get name() {
    return this.client.name;
  }

  get health() {
    return this.look.health;
  }

  get models() {
    return this.look.models;
  }

  get breaker() {
    return this.#breaker.view();
  }

  get inFlight() {
    return this.#inFlight;
  }

  get refusal() {
    if (this.look.health.state !== 'connected') return 'The backend does not answer.';
    return this.#breaker.isOpen ? 'The backend failed several times in a row; it is tried again soon.' : null;
  }

  has(model: string): boolean {
    return this.look.find(model) !== null;
  }

  canServe(model: string): boolean {
    return this.look.find(model)?.available === true && this.refusal === null;
  }

  /** Lets its client answer. Never rejects. */
  async call(request: CompletionRequest, options: CompletionOptions): Promise<CallOutcome> {
    const permit = this.#breaker.enter();
    if (permit === null) return { error: backendError('BACKEND_CIRCUIT_OPEN', this.name), heard: false };
    let heard = false;
    let verdict: CallVerdict = 'good';
    this.#inFlight += 1;
    try {
      const completion = await this.client.complete(request, {
        signal: options.signal,
        onProgress: (progress) => {
          if (!heard) permit.heard();
          heard = true;
          options.onProgress?.(progress);
        },
      });
      return { completion, error: null };
    } catch (thrown) {
      const error = toExecutorError(thrown, 'BACKEND_FAILED');
      verdict = this.#blames(error, heard, options.signal) ? 'failed' : 'neutral';
      return { error, heard };
    } finally {
      this.#inFlight -= 1;
      permit.end(verdict);
      if (this.#inFlight === 0) for (const wake of this.#waiters.splice(0)) wake();
    }
  }

  /** Settles when it works on no request of ours. */
  async whenIdle(): Promise<void> {
    while (this.#inFlight > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  async stop(): Promise<void> {
    this.#breaker.stop();
    await this.look.stop();
  }

  #blames({ code }: ExecutorError, heard: boolean, signal: AbortSignal): boolean {
    if (signal.aborted) return false;
    if (unexpected.has(code) && this.look.health.state === 'connected') void this.look.look();
    // Slow is not broken: somebody may have asked for a very long answer.
    return ownFailures.has(code) && !(code === 'BACKEND_TIMEOUT' && heard);
  }
}
