import type { ExecutorConfig } from '../../foundation/config/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { BackendConfig } from '../../inference/backends/index.ts';
import type { Pulls } from '../../inference/catalogue/index.ts';
import type { ModelCatalog, Performance } from '../../inference/models/index.ts';
import type { Presence } from '../../inference/resources/presence/index.ts';
import type { Pricing } from '../../money/pricing/index.ts';
import type { ExecutorNetwork } from '../../network/index.ts';
import type { ResponseCache } from '../../request/cache/index.ts';
import type { RequestPipeline, RequestQueue } from '../../request/index.ts';
import type { PluginHost } from '../../request/plugins/index.ts';
import type { Admission } from '../admission.ts';
import type { ModelLoading } from '../model-loads.ts';
import type { ModelResources } from '../model-resources.ts';
import type { QueueModels } from '../queue-settings.ts';
import { sameSettings } from './same-settings.ts';

/** What can be told of changed settings while it runs. */
export interface ApplierModules {
  readonly logger: Logger;
  readonly network: Pick<ExecutorNetwork, 'configure'>;
  readonly backends: { configure(config: BackendConfig): void };
  readonly pricing: Pick<Pricing, 'set' | 'setModels'>;
  readonly catalog: Pick<ModelCatalog, 'configure'>;
  readonly loading: Pick<ModelLoading, 'configure'>;
  readonly resources: Pick<ModelResources, 'configure'>;
  readonly performance: Pick<Performance, 'configure'>;
  readonly admission: Pick<Admission, 'rateLimiter' | 'contentFilter' | 'clients'>;
  readonly cache: Pick<ResponseCache, 'configure'>;
  readonly pulls: Pick<Pulls, 'configure'>;
  readonly pipeline: Pick<RequestPipeline, 'configure'>;
  readonly queue: Pick<RequestQueue, 'configure'>;
  readonly queueModels: Pick<QueueModels, 'configure'>;
  readonly plugins: Pick<PluginHost, 'configure'>;
  readonly presence: Pick<Presence, 'configure'>;
  setLogLevel(level: ExecutorConfig['logging']['level']): void;
}

/**
 * What lets a changed section act at once; null where all its keys wait for a restart.
 * Keys of a section that wait for a restart have the value of the start in what it is given.
 */
type Appliers = {
  readonly [Name in keyof ExecutorConfig]:
    | ((settings: ExecutorConfig[Name], modules: ApplierModules, config: ExecutorConfig) => void)
    | null;
};

/** One line a section; a section that is missing here does not compile. */
export const appliers: Appliers = {
  network: (settings, { network }) => network.configure(settings),
  identity: null,
  llmClient: null,
  llmClients: (_, { backends }, config) => backends.configure(config),
  builtin: null,
  openaiLimits: null,
  models: (models, modules, config) => {
    modules.queueModels.configure(models);
    modules.performance.configure(models);
    modules.queue.configure({});
    applyNames(modules, config);
    modules.resources.configure(config);
  },
  modelDiscovery: (_, modules, config) => applyNames(modules, config),
  modelAliases: (_, modules, config) => applyNames(modules, config),
  pricing: (settings, { pricing }) => pricing.set(settings),
  downloads: (settings, { pulls }) => pulls.configure(settings),
  cache: (settings, { cache }) => cache.configure(settings),
  rateLimiting: (settings, { admission }) => admission.rateLimiter.configure(settings),
  requestHandling: (settings, { queue, pipeline }) => {
    queue.configure({ maxConcurrent: settings.maxConcurrentRequests, maxWaiting: settings.maxQueueSize });
    pipeline.configure(settings);
  },
  priority: (priority, { queue }) => queue.configure({ priority }),
  batching: (batching, { queue }) => queue.configure({ batching }),
  resources: (_settings, { resources }, config) => resources.configure(config),
  gpuAllocation: (_settings, { resources }, config) => resources.configure(config),
  clientLists: (settings, { admission }) => admission.clients.configure(settings),
  contentFilter: (settings, { admission }) => admission.contentFilter.configure(settings),
  presence: (settings, { presence }) => presence.configure(settings),
  plugins: (settings, { plugins }) => plugins.configure(settings),
  logging: ({ level }, modules) => modules.setLogLevel(level),
};

/** What is offered under which names at what prices, and how it is loaded: each depends on several sections. */
function applyNames({ pricing, catalog, loading }: ApplierModules, config: ExecutorConfig): void {
  pricing.setModels(config.models);
  catalog.configure(config);
  loading.configure(config);
}

/** Applies the sections that differ. One that fails leaves the others alone. */
export function applyChanges(before: ExecutorConfig, after: ExecutorConfig, modules: ApplierModules): void {
  for (const name of Object.keys(appliers) as (keyof ExecutorConfig)[]) {
    if (sameSettings(before[name], after[name])) continue;
    try {
      applySection(name, after, modules);
    } catch (error) {
      modules.logger.error('a changed section could not be applied', { section: name }, error);
    }
  }
}

function applySection<Name extends keyof ExecutorConfig>(
  name: Name,
  config: ExecutorConfig,
  modules: ApplierModules,
): void {
  const applier: Appliers[Name] = appliers[name];
  applier?.(config[name], modules, config);
}
