import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { ModelLoads, Performance } from '../inference/models/index.ts';
import type { ResourceManager } from '../inference/resources/index.ts';
import type { ModelLimits, ModelSpeed, QueueSettings } from '../request/index.ts';

const noLimits: ModelLimits = {
  maxConcurrentRequests: null,
  maxTokensPerSecond: null,
  maxBatchSize: null,
  optimalBatchSize: null,
};

interface QueueModelsModules {
  readonly loads: Pick<ModelLoads, 'find'>;
  readonly performance: Pick<Performance, 'figures'>;
  /** Without it no model is swapped in. */
  readonly resources?: Pick<ResourceManager, 'swapPatienceMs'>;
}

/** The settings of the queue, from the sections of the configuration that it obeys. */
export function queueSettings({ requestHandling, priority, batching }: ExecutorConfig): QueueSettings {
  const { maxConcurrentRequests: maxConcurrent, maxQueueSize: maxWaiting } = requestHandling;
  return { maxConcurrent, maxWaiting, priority, batching };
}

/** What the queue asks about models: the owner's limits, and what the backend has in memory. */
export class QueueModels {
  readonly #modules: QueueModelsModules;
  #limits: ReadonlyMap<string, ModelLimits>;

  constructor(modules: QueueModelsModules, settings: ExecutorConfig['models']) {
    this.#modules = modules;
    this.#limits = limitsByName(settings);
  }

  /** Other limits from now on; the queue has to look at them again. */
  configure(settings: ExecutorConfig['models']): void {
    this.#limits = limitsByName(settings);
  }

  limits(model: string): ModelLimits {
    return this.#limits.get(model) ?? noLimits;
  }

  swapPatienceMs(model: string): number {
    return this.#modules.resources?.swapPatienceMs(model) ?? 0;
  }

  isLoaded(model: string): boolean {
    return this.#modules.loads.find(model)?.state === 'loaded';
  }

  performance(model: string): ModelSpeed | null {
    return this.#modules.performance.figures(model);
  }
}

function limitsByName(settings: ExecutorConfig['models']): ReadonlyMap<string, ModelLimits> {
  return new Map(settings.map((model) => [model.name, model] as const));
}
