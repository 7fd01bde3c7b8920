import { availableParallelism } from 'node:os';
import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { BackendPool } from '../inference/backends/index.ts';
import type { ModelCatalog, ModelLoads } from '../inference/models/index.ts';
import {
  GB,
  type HardwareSource,
  type ModelFacts,
  ResourceManager,
  type ResourceModels,
  type ResourceSettings,
  threadsFor,
} from '../inference/resources/index.ts';

interface ModelResourcesModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pool: Pick<BackendPool, 'clientOf'>;
  readonly catalog: Pick<ModelCatalog, 'find'>;
  readonly loads: ModelLoads;
  readonly hardware: HardwareSource;
}

type ResourceConfig = Pick<ExecutorConfig, 'resources' | 'gpuAllocation' | 'models'>;

/** The manager of memory over the catalog, as the configuration sets it. */
export class ModelResources {
  readonly manager: ResourceManager;
  #config: ResourceConfig;

  constructor({ pool, catalog, ...modules }: ModelResourcesModules, config: ResourceConfig) {
    this.#config = config;
    const models: ResourceModels = {
      facts: (id) => this.#facts(catalog.find(id)),
      // What the owner says of a model's context and batches, the loads add by themselves.
      shape: () => ({ contextLength: null, parallel: null }),
      isPlaceable: (id) => pool.clientOf(id)?.kind === 'builtin',
      threads: (id) => threadsFor(this.#config.resources.cpu, availableParallelism(), this.#own(id)?.cpuCores ?? null),
    };
    this.manager = new ResourceManager({ ...modules, models }, settingsOf(config));
  }

  /** Other limits from now on. */
  configure(config: ResourceConfig): void {
    this.#config = config;
    this.manager.configure(settingsOf(config));
  }

  #facts(model: ReturnType<ModelCatalog['find']>): ModelFacts | null {
    if (model === null) return null;
    const own = this.#own(model.id);
    const { id, sizeBytes, gpuMemoryBytes } = model;
    return {
      id,
      sizeBytes,
      gpuMemoryBytes,
      contextLength: own?.contextLength ?? model.loadedContextLength,
      configuredBytes: own?.gpuMemoryGb == null ? null : Math.round(own.gpuMemoryGb * GB),
    };
  }

  #own(id: string) {
    return this.#config.models.find(({ name }) => name === id) ?? null;
  }
}

const settingsOf = ({ resources, gpuAllocation }: ResourceConfig): ResourceSettings => ({
  budget: resources.budget,
  allocation: gpuAllocation,
});
