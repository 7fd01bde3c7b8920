import type { Clock } from '../../../../foundation/clock.ts';
import { type ExecutorError, isExecutorError, toExecutorError } from '../../../../foundation/errors/index.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import { backendError } from '../../errors.ts';
import type { CompletionRequest, Placement } from '../../interface.ts';
import type { EngineLauncher } from '../launch/index.ts';
import type { FromEngine, GpuChoice } from '../protocol.ts';
import { EngineProcess, type EngineUpdate } from './engine-process.ts';
import { Restarts } from './restarts.ts';
import { Waiting } from './waiting.ts';

/** How a model is to be loaded. */
export interface EnginePlan {
  readonly gpu: GpuChoice;
  readonly threads: number | null;
  /** Exactly so many; null for as many as fit. */
  readonly contextLength: number | null;
  readonly mostContextLength: number;
  readonly parallel: number;
  readonly placement: Placement | null;
}

/** What is known of a model that is in memory. */
export type LoadedFacts = FromEngine & { type: 'loaded' };

/** An answer of the engine. */
export type EngineAnswer = FromEngine & { type: 'done' };

interface EngineModules {
  readonly clock: Clock;
  readonly launcher: EngineLauncher;
  readonly logger: Logger;
}

interface EngineOptions {
  readonly backend: string;
  readonly file: string;
  /** Used where nobody says how it is to be loaded. */
  readonly plan: EnginePlan;
}

/** Settles with it, or rejects at once with the signal's reason. */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

const never = new AbortController().signal;

/**
 * One model file and the process that has it in memory: started when it is wanted, started again when it ends by
 * itself, ended when the model is unloaded. A process that ends costs the requests that it worked on; those that wait
 * for a place go on with the next one.
 */
export class ModelEngine {
  readonly #modules: EngineModules;
  readonly #options: EngineOptions;
  readonly #restarts: Restarts;
  readonly #waiting: Waiting;
  #plan: EnginePlan;
  #process: EngineProcess | null = null;
  #loading: Promise<void> | null = null;
  #loaded: LoadedFacts | null = null;
  /** Of the load that is under way. */
  #onProgress = new Set<(fraction: number) => void>();

  constructor(modules: EngineModules, options: EngineOptions) {
    this.#modules = modules;
    this.#options = options;
    this.#plan = options.plan;
    this.#restarts = new Restarts(modules.clock);
    this.#waiting = new Waiting(options.backend);
  }

  get state(): 'not-loaded' | 'loading' | 'loaded' {
    if (this.#loaded !== null) return 'loaded';
    return this.#loading === null ? 'not-loaded' : 'loading';
  }

  /** Null while it is not in memory. */
  get loaded(): LoadedFacts | null {
    return this.#loaded;
  }

  /** Requests that it works on. */
  get busy(): number {
    return this.#loaded === null ? 0 : (this.#process?.openCalls ?? 0);
  }

  get processId(): number | null {
    return this.#process?.processId ?? null;
  }

  /** Loads it on the owner's wish, which also ends a pause after too many crashes. @throws `BACKEND_*` */
  async load(plan: EnginePlan, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<void> {
    if (this.#loaded !== null) return;
    this.#restarts.forgive();
    // Between two processes nothing loads yet; the owner need not wait for the next try.
    if (this.#process === null) this.#loading = null;
    if (this.#loading === null) this.#plan = plan;
    this.#onProgress.add(onProgress);
    try {
      await untilAborted(this.#start(), signal);
    } finally {
      this.#onProgress.delete(onProgress);
      const isWanted = this.#onProgress.size > 0 || this.#waiting.length > 0;
      if (signal.aborted && this.#loaded === null && !isWanted) await this.unload();
    }
  }

  /** Ends its process. Resolves when the memory is free. What runs and waits in it ends with `BACKEND_ABORTED`. */
  async unload(): Promise<void> {
    this.#restarts.stop();
    const process = this.#process;
    this.#forget();
    this.#plan = this.#options.plan;
    this.#waiting.refuseAll(backendError('BACKEND_ABORTED', this.#options.backend));
    await process?.stop();
  }

  /** As {@link unload}, for good. */
  stop(): Promise<void> {
    return this.unload();
  }

  /**
   * Answers a request, when a place for it is free. Loads the model where it is not in memory.
   *
   * @throws `BACKEND_*`, or the signal's reason at once
   */
  complete(
    request: CompletionRequest,
    { signal, onTokens }: { readonly signal: AbortSignal; readonly onTokens: (outboundTokens: number) => void },
  ): Promise<EngineAnswer> {
    const { prompt, systemPrompt, temperature, maxOutboundTokens } = request;
    const question = { type: 'complete', prompt, systemPrompt, temperature, maxOutboundTokens } as const;
    const onUpdate = (update: EngineUpdate) => update.type === 'token' && onTokens(update.outboundTokens);
    const answer = this.#waiting.join(signal, (process) => process.ask(question, { signal, onUpdate }));
    this.#next();
    return answer;
  }

  /** Gives free places to those who wait, or sees to it that there are some. */
  #next(): void {
    if (this.#waiting.length === 0) return;
    if (this.#loaded !== null && this.#process !== null) {
      this.#waiting.give(this.#process, this.#loaded.parallel - this.#process.openCalls);
    } else if (this.#loading === null) this.#restart();
  }

  #restart(): void {
    if (this.#restarts.isLoop) {
      this.#waiting.refuseAll(backendError('BACKEND_ENGINE_CRASH_LOOP', this.#options.backend));
      return;
    }
    this.#loading = this.#restarts.wait().then(() => this.#launch());
    this.#loading.catch(() => {}); // Told to those who wait.
  }

  #start(): Promise<void> {
    this.#loading ??= this.#launch();
    return this.#loading;
  }

  async #launch(): Promise<void> {
    const { backend, file } = this.#options;
    const { placement, ...plan } = this.#plan;
    const gpuDevices = placement?.gpuDevices ?? null;
    let process: EngineProcess | null = null;
    try {
      process = new EngineProcess(this.#modules, {
        backend,
        spec: { gpuDevices, cudaVisibleDevices: placement?.cudaVisibleDevices ?? null },
        onAnswered: () => this.#next(),
        onEnd: (problem) => this.#ended(process, problem),
      });
      this.#process = process;
      const loaded = await process.ask(
        {
          type: 'load',
          file,
          ...plan,
          gpu: gpuDevices?.length === 0 ? 'off' : plan.gpu,
          threads: placement?.threads ?? plan.threads,
          maxGpuMemoryBytes: placement?.maxGpuMemoryBytes ?? null,
        },
        { signal: never, onUpdate: (update) => update.type === 'progress' && this.#tell(update.fraction) },
      );
      if (this.#process !== process) throw backendError('BACKEND_ABORTED', backend);
      this.#loaded = loaded;
      this.#loading = null;
      this.#next();
    } catch (error) {
      // Whoever is told finds no process any more.
      await process?.stop();
      if (this.#process === process) {
        this.#forget();
        this.#waiting.refuseAll(toExecutorError(error));
      }
      throw error;
    }
  }

  #tell(fraction: number): void {
    for (const onProgress of this.#onProgress) onProgress(fraction);
  }

  /** A process ended. One that had the model in memory is followed by another. */
  #ended(process: EngineProcess | null, problem: ExecutorError): void {
    if (process === null || this.#process !== process) return;
    const { code, details } = problem;
    this.#modules.logger.warn('A process of the built-in engine ended', { ...details, code });
    const wasLoaded = this.#loaded !== null;
    if (!isExecutorError(problem, 'BACKEND_ABORTED')) this.#restarts.crashed();
    if (!wasLoaded) return; // The load that failed tells it.
    this.#forget();
    this.#restart();
  }

  #forget(): void {
    this.#process = null;
    this.#loading = null;
    this.#loaded = null;
  }
}
