import { isExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import { watchCall } from '../chat/call-watch.ts';
import { backendError } from '../errors.ts';
import type {
  BackendFacts,
  BackendHealth,
  Completion,
  CompletionOptions,
  CompletionRequest,
  LlmClient,
  LoadOptions,
  ModelControl,
  ModelInfo,
} from '../interface.ts';
import { unknownFacts } from '../interface.ts';
import type { BackendModules } from '../kind.ts';
import type { CallLimits } from '../limits.ts';
import type { BuiltinSettings } from './config.ts';
import type { EngineLauncher } from './launch/index.ts';
import { modelInfo } from './model-info.ts';
import { type KnownModel, ModelLibrary } from './models/index.ts';
import { ModelEngine, Scout } from './process/index.ts';

/** A list of many new files may take so long on a slow disk, milliseconds; it goes on for the next who asks. */
const answerLimitMs = 60_000;

interface ClientOptions {
  readonly name: string;
  readonly settings: BuiltinSettings;
  /** Folders of model files, absolute. */
  readonly folders: readonly string[];
  readonly limits: CallLimits;
}

type ClientModules = Pick<BackendModules, 'clock' | 'logger'> & { readonly launcher: EngineLauncher };

/** The built-in engine as a backend: model files, and a process for each that is in memory. */
export class BuiltinClient implements LlmClient {
  readonly kind = 'builtin';
  readonly name: string;
  readonly control: ModelControl;
  readonly #modules: ClientModules;
  readonly #options: ClientOptions;
  readonly #scout: Scout;
  readonly #library: ModelLibrary;
  readonly #engines = new Map<string, ModelEngine>();
  #description: Promise<string> | null = null;

  constructor(modules: ClientModules, options: ClientOptions) {
    this.#modules = modules;
    this.#options = options;
    this.name = options.name;
    this.#scout = new Scout(modules, this.name);
    this.#library = new ModelLibrary({ ...modules, scout: this.#scout }, options.folders);
    this.control = {
      load: (model, loadOptions) => this.#load(model, loadOptions),
      unload: async (model, { signal }) => {
        if (signal.aborted) throw backendError('BACKEND_ABORTED', this.name);
        await this.#engines.get(model)?.unload();
      },
    };
  }

  async complete(request: CompletionRequest, { signal, onProgress }: CompletionOptions): Promise<Completion> {
    const { limits } = this.#options;
    const watch = watchCall(this.#modules, { backend: this.name, limits, signal });
    try {
      if (watch.signal.aborted) throw watch.failure();
      const engine = await this.#engineOf(request.model);
      const answer = await engine.complete(request, {
        signal: watch.signal,
        onTokens(outboundTokens) {
          watch.heard();
          onProgress?.({ outboundTokens, timeToFirstTokenMs: watch.timeToFirstTokenMs() });
        },
      });
      const { content, inboundTokens, outboundTokens, finishReason } = answer;
      const timeToFirstTokenMs = watch.timeToFirstTokenMs();
      const counts = { inboundTokens, outboundTokens, countedBy: 'backend' } as const;
      return { content, ...counts, finishReason, timeToFirstTokenMs, durationMs: watch.elapsedMs() };
    } catch (error) {
      throw watch.failure() ?? this.#error(error);
    } finally {
      watch.end();
    }
  }

  async listModels({ signal }: { readonly signal: AbortSignal }): Promise<readonly ModelInfo[]> {
    const models = await this.#until(this.#library.list(), signal);
    return models.map((model) => modelInfo(model, this.#engines.get(model.file.id) ?? null, this.#options.settings));
  }

  async healthCheck({ signal }: { readonly signal: AbortSignal }): Promise<BackendHealth> {
    const { clock } = this.#modules;
    const startedAtMs = clock.monotonicMs();
    const version = await this.#until(this.#describe(), signal);
    return { latencyMs: clock.monotonicMs() - startedAtMs, version };
  }

  version({ signal }: { readonly signal: AbortSignal }): Promise<string | null> {
    return this.#until(this.#describe(), signal).catch(() => null);
  }

  async facts({ signal }: { readonly signal: AbortSignal }): Promise<BackendFacts> {
    const version = await this.#until(this.#describe(), signal);
    const engines = [...this.#engines.values()];
    const slots = engines.reduce((sum, { loaded }) => sum + (loaded?.parallel ?? 0), 0);
    const busySlots = engines.reduce((sum, { busy }) => sum + busy, 0);
    return { ...unknownFacts, version, authentication: 'open', slots, busySlots, loadsOnDemand: true };
  }

  async close(): Promise<void> {
    this.#library.close();
    await Promise.all([this.#scout, ...this.#engines.values()].map((process) => process.stop()));
  }

  async #load(model: string, { signal, onProgress = () => {}, ...asked }: LoadOptions): Promise<void> {
    try {
      const engine = await this.#until(this.#engineOf(model), signal);
      const plan = { ...this.#plan(), contextLength: asked.contextLength, placement: asked.placement };
      const parallel = asked.parallel ?? plan.parallel;
      await engine.load({ ...plan, parallel }, onProgress, signal);
    } catch (error) {
      throw signal.aborted ? backendError('BACKEND_ABORTED', this.name) : this.#error(error);
    }
  }

  #plan() {
    const { gpu, threads, parallel, contextLength } = this.#options.settings;
    return { gpu, threads, parallel, mostContextLength: contextLength, contextLength: null, placement: null };
  }

  /** The engine of a model that is there. @throws `BACKEND_MODEL_NOT_FOUND` */
  async #engineOf(id: string): Promise<ModelEngine> {
    const known = this.#engines.get(id);
    // A loaded model goes on although its file may be gone by now.
    if (known !== undefined && known.state !== 'not-loaded') return known;
    const models = await this.#library.list();
    const model = models.find(({ file }) => file.id === id);
    if (model === undefined) throw backendError('BACKEND_MODEL_NOT_FOUND', this.name);
    return this.#engines.get(id) ?? this.#addEngine(model);
  }

  #addEngine({ file }: KnownModel): ModelEngine {
    const engine = new ModelEngine(this.#modules, { backend: this.name, file: file.path, plan: this.#plan() });
    this.#engines.set(file.id, engine);
    return engine;
  }

  /** What computes here; asked once, and again after it failed. */
  #describe(): Promise<string> {
    this.#description ??= this.#askDescription().catch((error) => {
      this.#description = null;
      throw error;
    });
    return this.#description;
  }

  async #askDescription(): Promise<string> {
    const { version, gpu } = await this.#scout.ask({ type: 'describe', gpu: this.#options.settings.gpu });
    return `${version}, ${gpu}`;
  }

  /** Settles with it, or at once with `BACKEND_ABORTED`, or with `BACKEND_TIMEOUT` when it takes too long. */
  #until<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
    if (signal.aborted) {
      work.catch(() => {});
      return Promise.reject(backendError('BACKEND_ABORTED', this.name));
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(backendError('BACKEND_ABORTED', this.name));
      const cancel = this.#modules.clock.setTimer(
        () => reject(backendError('BACKEND_TIMEOUT', this.name)),
        answerLimitMs,
      );
      signal.addEventListener('abort', onAbort, { once: true });
      work
        .then(resolve, (error) => reject(this.#error(error)))
        .finally(() => {
          cancel();
          signal.removeEventListener('abort', onAbort);
        });
    });
  }

  /** Always one of ours. */
  #error(error: unknown) {
    if (isExecutorError(error)) return error;
    return toExecutorError(error, 'BACKEND_FAILED');
  }
}
