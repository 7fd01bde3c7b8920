import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { ModelCatalog } from '../inference/models/index.ts';
import type { ResourceManager } from '../inference/resources/index.ts';
import type { ModelLimits, QueueSettings } from '../request/index.ts';

const noLimits: ModelLimits = { maxConcurrentRequests: null, maxTokensPerSecond: null, maxBatchSize: null };

/** The settings of the queue, from the sections of the configuration that it obeys. */
export function queueSettings({ requestHandling, priority, batching }: ExecutorConfig): QueueSettings {
  const { maxConcurrentRequests: maxConcurrent, maxQueueSize: maxWaiting } = requestHandling;
  return { maxConcurrent, maxWaiting, priority, batching };
}

/** What the queue asks about models: the owner's limits, and what the backend has in memory. */
export class QueueModels {
  readonly #catalog: Pick<ModelCatalog, 'find'>;
  readonly #resources: Pick<ResourceManager, 'swapPatienceMs'> | null;
  #limits: ReadonlyMap<string, ModelLimits>;

  /** @param modules.resources - Without it no model is swapped in. */
  constructor(
    modules: {
      readonly catalog: Pick<ModelCatalog, 'find'>;
      readonly resources?: Pick<ResourceManager, 'swapPatienceMs'>;
    },
    settings: ExecutorConfig['models'],
  ) {
    this.#catalog = modules.catalog;
    this.#resources = modules.resources ?? null;
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
    return this.#resources?.swapPatienceMs(model) ?? 0;
  }

  isLoaded(model: string): boolean {
    return this.#catalog.find(model)?.state === 'loaded';
  }
}

function limitsByName(settings: ExecutorConfig['models']): ReadonlyMap<string, ModelLimits> {
  return new Map(settings.map((model) => [model.name, model] as const));
}
