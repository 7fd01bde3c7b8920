import type { Clock } from '../../../../foundation/clock.ts';
import { type ErrorDetails, ExecutorError } from '../../../../foundation/errors/index.ts';
import type { BackendErrorCode } from '../../errors.ts';
import type { EngineChannel, EngineLauncher, EngineSpec } from '../launch/index.ts';
import { type FailureReason, type FromEngine, readFromEngine, type ToEngine } from '../protocol.ts';
import { Watchdog } from './watchdog.ts';

type Asked = Exclude<ToEngine, { type: 'abort' | 'ping' }>;
/** What is told before an answer is complete. */
export type EngineUpdate = Extract<FromEngine, { type: 'progress' | 'token' }>;

/** What answers a question of this kind. */
export interface Answers {
  readonly describe: FromEngine & { type: 'described' };
  readonly inspect: FromEngine & { type: 'inspected' };
  readonly load: FromEngine & { type: 'loaded' };
  readonly complete: FromEngine & { type: 'done' };
}
const answerTypes = { describe: 'described', inspect: 'inspected', load: 'loaded', complete: 'done' } as const;

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never;

/** What can be asked. */
export type Question = WithoutId<Asked>;

interface Call {
  readonly expects: FromEngine['type'];
  readonly onUpdate: (update: EngineUpdate) => void;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: ExecutorError) => void;
}

interface ProcessModules {
  readonly clock: Clock;
  readonly launcher: EngineLauncher;
}

interface ProcessOptions {
  /** Name of the backend, for errors. */
  readonly backend: string;
  readonly spec: EngineSpec;
  /** An answer came, also one that nobody waits for any more. */
  readonly onAnswered: () => void;
  /** It is gone and every call was refused. Once, also when it was told to end. */
  readonly onEnd: (problem: ExecutorError) => void;
}

const codes: Readonly<Record<FailureReason, BackendErrorCode>> = {
  'no-engine': 'BACKEND_ENGINE_UNAVAILABLE',
  'no-gpu': 'BACKEND_ENGINE_NO_GPU',
  unreadable: 'BACKEND_ENGINE_LOAD_FAILED',
  'no-memory': 'BACKEND_ENGINE_NO_MEMORY',
  'load-failed': 'BACKEND_ENGINE_LOAD_FAILED',
  'prompt-too-long': 'BACKEND_ENGINE_PROMPT_TOO_LONG',
  aborted: 'BACKEND_ABORTED',
  failed: 'BACKEND_FAILED',
};

/** One process of the engine from its start to its end. A message that nobody asked for, or no sign of life, ends it. */
export class EngineProcess {
  readonly #options: ProcessOptions;
  readonly #channel: EngineChannel;
  readonly #watchdog: Watchdog;
  readonly #calls = new Map<number, Call>();
  readonly #ended = Promise.withResolvers<void>();
  #lastId = 0;
  #problem: ExecutorError | null = null;

  /** Starts it. @throws `BACKEND_ENGINE_UNAVAILABLE` */
  constructor({ clock, launcher }: ProcessModules, options: ProcessOptions) {
    this.#options = options;
    this.#channel = launcher.launch(options.spec, {
      onText: (text) => this.#read(text),
      onOversized: () => this.#end('BACKEND_BAD_RESPONSE', { reason: 'message too long' }),
      onEnd: ({ status, signal }) => {
        this.#gone(this.#error('BACKEND_ENGINE_CRASHED', { status, signal }));
        this.#ended.resolve();
        options.onEnd(this.#problem ?? this.#error('BACKEND_ENGINE_CRASHED'));
      },
    });
    this.#watchdog = new Watchdog(clock, {
      ping: (id) => this.#send({ type: 'ping', id }),
      onHung: (limitMs) => this.#end('BACKEND_ENGINE_HUNG', { limitMs }),
    });
  }

  get processId(): number | null {
    return this.#channel.processId;
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws A `BACKEND_*` of the engine, why the process ended, or the signal's reason at once.
   */
  ask<Asking extends Question>(
    question: Asking,
    {
      signal,
      onUpdate = () => {},
    }: { readonly signal: AbortSignal; readonly onUpdate?: (update: EngineUpdate) => void },
  ): Promise<Answers[Asking['type']]> {
    if (this.#problem !== null) return Promise.reject(this.#problem);
    if (signal.aborted) return Promise.reject(signal.reason);
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answers[Asking['type']]>();
    const onAbort = () => {
      this.#send({ type: 'abort', id });
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#calls.set(id, { expects: answerTypes[question.type], onUpdate, resolve, reject });
    this.#send({ ...question, id } as Asked);
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** Questions that it works on, also those that nobody waits for any more. */
  get openCalls(): number {
    return this.#calls.size;
  }

  /** Ends it now. Resolves when it is gone and its memory is free. */
  stop(why: 'BACKEND_ABORTED' | 'BACKEND_ENGINE_HUNG' = 'BACKEND_ABORTED'): Promise<void> {
    this.#end(why, {});
    return this.#ended.promise;
  }

  #read(text: string): void {
    if (this.#problem !== null) return;
    const message = readFromEngine(text);
    if (message === null || !this.#accept(message)) this.#end('BACKEND_BAD_RESPONSE', { reason: 'unexpected message' });
  }

  /** False for what nobody asked for. */
  #accept(message: FromEngine): boolean {
    if (message.type === 'pong') return this.#watchdog.pong(message.id);
    const call = this.#calls.get(message.id);
    if (call === undefined) return false;
    if (message.type === 'progress' || message.type === 'token') {
      call.onUpdate(message);
      return true;
    }
    this.#calls.delete(message.id);
    if (message.type === 'failed') call.reject(this.#error(codes[message.reason], message.figures));
    else if (message.type === call.expects) call.resolve(message as never);
    else return false;
    this.#options.onAnswered();
    return true;
  }

  #end(code: BackendErrorCode, details: ErrorDetails): void {
    if (this.#problem !== null) return;
    this.#channel.kill();
    this.#gone(this.#error(code, details));
  }

  #gone(problem: ExecutorError): void {
    if (this.#problem !== null) return;
    this.#problem = problem;
    this.#watchdog.stop();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const { reject } of calls) reject(problem);
  }

  #error(code: BackendErrorCode, details: ErrorDetails = {}): ExecutorError {
    return new ExecutorError(code, { backend: this.#options.backend, ...details });
  }

  #send(message: ToEngine): void {
    this.#channel.send(JSON.stringify(message));
  }
}
