import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type {
  Completion,
  CompletionOptions,
  CompletionRequest,
  LlmClient,
  LoadOptions,
  ModelControl,
  ModelInfo,
} from '../../core/inference/backends/index.ts';
import { unknownFacts, unknownModel } from '../../core/inference/backends/index.ts';

/** A model program in this process that takes commands, loads what it is asked for, and answers at once. */
export class SteeredBackend implements LlmClient {
  readonly kind: string = 'demo';
  readonly name: string = 'steered';
  readonly models: Map<string, ModelInfo>;
  /** Commands in order: `load a`, `unload a`. */
  readonly commands: string[] = [];
  readonly loadOptions: LoadOptions[] = [];
  readonly asked: CompletionRequest[] = [];
  /** What an answer costs. */
  answer: Partial<Completion> = {};
  /** Completions wait for this. */
  gate: Promise<void> = Promise.resolve();
  /** What commands fail with; null for none. */
  failure: ExecutorError | null = null;
  reachable = true;

  constructor(models: readonly (Partial<ModelInfo> & { readonly id: string })[]) {
    this.models = new Map(models.map((model) => [model.id, { ...unknownModel(model.id), ...model }]));
  }

  readonly control = {
    load: async (model: string, options: LoadOptions) => {
      this.commands.push(`load ${model}`);
      this.loadOptions.push(options);
      if (this.failure) throw this.failure;
      this.#set(model, 'loaded');
    },
    unload: async (model: string) => {
      this.commands.push(`unload ${model}`);
      if (this.failure) throw this.failure;
      this.#set(model, 'not-loaded');
    },
  } satisfies ModelControl;

  async complete(request: CompletionRequest, { signal }: CompletionOptions): Promise<Completion> {
    this.asked.push(request);
    await this.gate;
    if (signal.aborted) throw new ExecutorError('BACKEND_ABORTED');
    if (!this.models.has(request.model)) throw new ExecutorError('BACKEND_MODEL_NOT_FOUND');
    if (this.models.get(request.model)?.state === 'not-loaded') this.#set(request.model, 'loaded');
    return {
      content: `Answer to ${request.prompt}`,
      inboundTokens: 10,
      outboundTokens: 20,
      countedBy: 'backend',
      finishReason: 'stop',
      timeToFirstTokenMs: 5,
      durationMs: 50,
      ...this.answer,
    };
  }

  async listModels(): Promise<readonly ModelInfo[]> {
    if (!this.reachable) throw new ExecutorError('BACKEND_UNREACHABLE');
    return [...this.models.values()];
  }

  healthCheck = async () => ({ latencyMs: 0, version: null });
  version = async () => null;
  facts = async () => unknownFacts;
  close = async () => {};

  #set(id: string, state: ModelInfo['state']): void {
    const model = this.models.get(id);
    if (model) this.models.set(id, { ...model, state });
  }
}
