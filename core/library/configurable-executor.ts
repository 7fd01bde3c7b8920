import type {
  Plugin,
  PluginOptions,
  RequestFilter,
  RequestHandler,
  ResponseTransformer,
} from '../request/hooks/index.ts';
import { requireAnyMethod, requireFunction, requireName } from './checks/check-code.ts';
import { notAvailable } from './checks/not-available.ts';
import type { LlmClient } from './client/llm-client.ts';
import { type BatchConfig, batchSettings } from './config/batch-config.ts';
import { type CpuConfig, cpuSettings } from './config/cpu-config.ts';
import { type GpuConfig, gpuSettings } from './config/gpu-config.ts';
import { type MemoryConfig, memorySettings } from './config/memory-config.ts';
import type { ModelConfig } from './config/model-config.ts';
import { type QueueConfig, queueSettings } from './config/queue-config.ts';
import type { ExecutorSetup } from './setup.ts';

const handlerSteps = [
  'validateRequest',
  'beforeExecution',
  'afterExecution',
] as const satisfies (keyof RequestHandler)[];
const pluginHooks = [
  'onRequest',
  'beforeExecution',
  'afterExecution',
  'onResponse',
  'onVoid',
] as const satisfies (keyof Plugin)[];

/** What can be set on an executor, real or mock. Every call checks at once and changes nothing when it throws. */
export abstract class ConfigurableExecutor {
  readonly #setup: ExecutorSetup;

  constructor(setup: ExecutorSetup) {
    this.#setup = setup;
  }

  /**
   * Sets what holds for one model; a second call for the same name replaces the first.
   *
   * @throws `CONFIG_INVALID`, `FEATURE_NOT_AVAILABLE` for properties whose feature comes later
   * @source executor-library.md, "Model Configuration"
   */
  addModel(model: ModelConfig): void {
    this.#setup.addModel(model);
  }

  /**
   * Lets a client of yours answer instead of the configured backend.
   *
   * @throws `EXECUTOR_RUNNING`; set it before the start
   * @source executor-library.md, "Custom LLM Client"
   */
  setLlmClient(client: LlmClient): void {
    this.#setup.setLlmClient(client);
  }

  /**
   * Sets the one handler of requests, from the next request on: it validates before, and watches around the execution.
   * What it throws is a refusal with a code. Each of its steps has 2 s.
   *
   * @returns What takes it away again.
   * @throws `CONFIG_INVALID` for what could never be called
   * @source executor-library.md, "Request Handler"
   */
  setRequestHandler(handler: RequestHandler): () => void {
    requireAnyMethod('RequestHandler', handler, handlerSteps);
    return this.#setup.hooks.setHandler(handler);
  }

  /**
   * Adds a filter behind those that are there, from the next request on; the first that rejects ends it.
   *
   * @returns What takes it away again.
   * @throws `CONFIG_INVALID` for what could never be called
   * @source executor-library.md, "Request Filtering"
   */
  addRequestFilter(filter: RequestFilter): () => void {
    requireFunction('RequestFilter', filter);
    return this.#setup.hooks.addFilter(filter);
  }

  /**
   * Sets the one transformer, from the next request on: it may change the text of an answer before it is signed, and
   * note metadata, which stay on this computer.
   *
   * @returns What takes it away again.
   * @throws `CONFIG_INVALID` for what could never be called
   * @source executor-library.md, "Response Transformation"
   */
  setResponseTransformer(transformer: ResponseTransformer): () => void {
    requireFunction('ResponseTransformer', transformer);
    return this.#setup.hooks.setTransformer(transformer);
  }

  /**
   * Adds a plugin whose code is trusted and runs in this process, with a time limit for each call.
   *
   * @returns What takes it away again.
   * @throws `CONFIG_INVALID` for what could never be called
   * @source executor-library.md, "Plugin System"
   */
  registerPlugin(plugin: Plugin, options: PluginOptions = {}): () => void {
    requireAnyMethod('Plugin', plugin, pluginHooks);
    requireName('Plugin.name', plugin.name);
    return this.#setup.hooks.register(plugin, options);
  }

  /**
   * Sets how requests wait; also while it runs, without dropping one.
   *
   * @throws `CONFIG_INVALID`
   * @source executor-library.md, "Request Queue Management"
   */
  setQueueConfig(config: QueueConfig): void {
    this.#setup.set(queueSettings(config));
  }

  /**
   * Sets how requests are put together for the model program; also while it runs.
   *
   * @throws `CONFIG_INVALID`
   * @source executor-library.md, "Batch Processing"
   */
  setBatchConfig(config: BatchConfig): void {
    this.#setup.set(batchSettings(config));
  }

  /**
   * Sets which GPUs run models; also while it runs, for models that are loaded from then on.
   *
   * @throws `CONFIG_INVALID`; `RESOURCE_OPTION_REFUSED` for what the model program decides by itself
   * @source executor-library.md, "GPU Management"
   */
  setGpuConfig(config: GpuConfig): void {
    this.#setup.set(gpuSettings(config));
  }

  /**
   * Sets how much memory models may take; also while it runs.
   *
   * @throws `CONFIG_INVALID`; `RESOURCE_OPTION_REFUSED` for what the model program decides by itself
   * @source executor-library.md, "Memory Management"
   */
  setMemoryConfig(config: MemoryConfig): void {
    this.#setup.set(memorySettings(config));
    this.#setup.setOutOfMemoryHandler(config.oomHandler ?? null);
  }

  /**
   * Sets what models may take of the processor; threads also while it runs, for models that are loaded from then on.
   *
   * @throws `CONFIG_INVALID`; `RESOURCE_OPTION_REFUSED` for what the model program decides by itself
   * @source executor-library.md, "CPU Management"
   */
  setCpuConfig(config: CpuConfig): void {
    this.#setup.set(cpuSettings(config));
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Dynamic Pricing" */
  setPricingEngine(_engine: unknown): never {
    return notAvailable('setPricingEngine');
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Price Updates" */
  setPriceUpdateStrategy(_strategy: unknown): never {
    return notAvailable('setPriceUpdateStrategy');
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Health Checks" */
  setHealthChecker(_checker: unknown): never {
    return notAvailable('setHealthChecker');
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Health Checks" */
  enableHealthEndpoint(_address: string): never {
    return notAvailable('enableHealthEndpoint');
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Metrics Export" */
  setMetricsConfig(_config: unknown): never {
    return notAvailable('setMetricsConfig');
  }
}
