import type { LlmClient } from './llm-client.ts';
import type { ModelConfig } from './model-config.ts';
import { notAvailable } from './not-available.ts';
import type { ExecutorSetup } from './setup.ts';

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

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "GPU Management" */
  setGpuConfig(_config: unknown): never {
    return notAvailable('setGpuConfig');
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "Memory Management" */
  setMemoryConfig(_config: unknown): never {
    return notAvailable('setMemoryConfig');
  }

  /** @throws `FEATURE_NOT_AVAILABLE` @source executor-library.md, "CPU Management" */
  setCpuConfig(_config: unknown): never {
    return notAvailable('setCpuConfig');
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
