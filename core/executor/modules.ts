import { join } from 'node:path';
import type { Clock } from '../foundation/clock.ts';
import { ConfigWatch } from '../foundation/config/watch/index.ts';
import type { RandomSource } from '../foundation/random.ts';
import type { Startable } from '../foundation/startable.ts';
import { type BackendConfig, BackendPool } from '../inference/backends/index.ts';
import { BenchmarkStore } from '../inference/benchmark/index.ts';
import { modelsFolder, Pulls } from '../inference/catalogue/index.ts';
import { ModelCatalog, measureAnswers, Performance } from '../inference/models/index.ts';
import {
  EnergyMeter,
  HardwareMonitor,
  isOutOfMemory,
  type Surroundings,
  surroundingsOf,
} from '../inference/resources/index.ts';
import type { Presence } from '../inference/resources/presence/index.ts';
import { type Ledger, openLedger } from '../money/ledger/index.ts';
import { Pricing } from '../money/pricing/index.ts';
import { ExecutorNetwork } from '../network/index.ts';
import type { ResponseCache } from '../request/cache/index.ts';
import { Hooks } from '../request/hooks/index.ts';
import { type FinishedRequest, RequestPipeline, RequestQueue } from '../request/index.ts';
import type { PluginHost } from '../request/plugins/index.ts';
import { Admission } from './admission.ts';
import { createAnswerCache } from './answer-cache.ts';
import { pullView } from './calls/pull-calls.ts';
import { Changes } from './changes.ts';
import { ExecutorState } from './executor-state.ts';
import { HardwareScreen } from './hardware-screen.ts';
import type { ExecutorInit } from './interface.ts';
import { Measured } from './measured.ts';
import { meterEnergy } from './metered-resources.ts';
import { ModelLoading } from './model-loads.ts';
import { ModelResources } from './model-resources.ts';
import { modelsView } from './models-view.ts';
import { createPlugins } from './plugins.ts';
import { createPresence, presenceView, statusLine } from './presence.ts';
import { ProgramSearch } from './program-search.ts';
import { QueueModels, queueSettings } from './queue-settings.ts';
import { Recent } from './recent.ts';
import { applyChanges, LiveConfig } from './reload/index.ts';
import { Serving } from './serving.ts';
import { pricesView, queueView } from './views.ts';

/** Everything a running executor consists of. */
export interface ExecutorModules {
  readonly clock: Clock;
  readonly pool: BackendPool;
  readonly programs: ProgramSearch;
  readonly ledger: Ledger;
  readonly pricing: Pricing;
  readonly catalog: ModelCatalog;
  /** How the computer is. */
  readonly hardware: HardwareMonitor;
  readonly hardwareScreen: HardwareScreen;
  /** Downloads of models. */
  readonly pulls: Pulls;
  readonly loading: ModelLoading;
  /** What was measured of models. */
  readonly measured: Measured;
  readonly energy: EnergyMeter;
  /** Where the probes and the doctor look. */
  readonly surroundings: Surroundings;
  readonly random: RandomSource;
  /** Who gets a model that is in memory, and when. */
  readonly resources: ModelResources;
  /** How fast each model is. */
  readonly performance: Performance;
  readonly admission: Admission;
  readonly cache: ResponseCache;
  /** The owner's own code on the path of a request. */
  readonly hooks: Hooks;
  /** Those of the configuration. */
  readonly plugins: PluginHost;
  readonly queue: RequestQueue;
  readonly pipeline: RequestPipeline;
  readonly network: ExecutorNetwork;
  readonly recent: Recent;
  readonly state: ExecutorState;
  readonly serving: Serving;
  /** Steps aside for the owner. */
  readonly presence: Presence;
  readonly changes: Changes;
  readonly liveConfig: LiveConfig;
  /** Sees changes of the configuration file; null where there is none. */
  readonly configWatch: Startable | null;
}

/** Builds every module, top to bottom; nothing else calls `new` on them. Opens the ledger, starts nothing. */
export async function createModules(init: ExecutorInit): Promise<ExecutorModules> {
  const { config, identity, clock, random, logger } = init;
  // Before anything is opened: settings that no backend can be made from are refused here.
  const pool = new BackendPool({ clock, logger }, init.backends(config));
  const ledger = await openLedger({ path: init.ledgerFile, logger });
  const pricing = new Pricing(config.pricing, config.models);
  const programs = new ProgramSearch({ clock, pool, onChange: () => changes.touch('status.changed') });
  const catalog = new ModelCatalog({ pool }, config);
  const loading = new ModelLoading(
    { clock, logger, pool, staying: () => liveConfig.config.resources.budget.preloadModels },
    config,
  );
  const performance = new Performance({ clock }, config.models);
  const recent = new Recent({ clock });
  const hooks = init.hooks ?? new Hooks({ clock, logger });
  const plugins = createPlugins(init, { hooks }, () => changes.touch('status.changed'));
  const admission = new Admission({ clock, logger }, config);
  const surroundings = surroundingsOf(init.surroundings);
  const hardware = new HardwareMonitor({ clock, logger }, { surroundings, dataFolder: init.about.dataFolder });
  const energy = new EnergyMeter({ clock, hardware });
  const { loads } = loading;
  const resources = new ModelResources({ clock, logger, pool, catalog, loads, hardware }, config);
  const manager = resources.manager;
  const hardwareScreen = new HardwareScreen({
    clock,
    hardware,
    energy,
    devices: () => liveConfig.config.gpuAllocation.devices,
  });

  const changes: Changes = new Changes(
    { clock, logger },
    {
      producers: {
        'status.changed': () => state.status(),
        'queue.changed': () => queueView(pipeline.views(), recent.list(), queue, clock.nowMs()),
        'models.changed': () => modelsView({ catalog, pricing, performance, loads, resources: manager }),
        'pulls.changed': () => pulls.list().map(pullView),
        'hardware.changed': () => hardwareScreen.last(),
        'presence.changed': () => presenceView(presence.view(), liveConfig.config),
        'ledger.changed': () => ({ revision: ledger.revision }),
        'pricing.changed': () => pricesView(pricing.base),
        'config.changed': () => liveConfig.view(),
      },
    },
  );
  const pulls = new Pulls(
    {
      clock,
      logger,
      onChange: () => changes.touch('pulls.changed'),
      onInstalled: () => void catalog.refresh(),
    },
    { folder: modelsFolder(init.about.dataFolder), settings: config.downloads },
  );
  const store = new BenchmarkStore({ logger }, { file: join(init.about.dataFolder, 'benchmarks.json') });
  const onMeasured = () => {
    serving.announce();
    for (const name of ['models.changed', 'status.changed'] as const) changes.touch(name);
  };
  const measured = new Measured({ store, pricing, performance, logger, onChange: onMeasured });
  const observer = {
    onActivity: () => changes.touch('queue.changed'),
    onFinished(request: FinishedRequest) {
      admission.outcomes.count(request.error?.code ?? 'accrued');
      if (isOutOfMemory(request.error)) manager.ranOutOfMemory();
      recent.add(request);
      changes.touch('status.changed');
    },
  };
  const cache = createAnswerCache(init, { pool, catalog, clock });
  const models = {
    isServed: (id: string) => catalog.find(id)?.served === true,
    contextLength: (id: string) => catalog.find(id)?.contextLength ?? null,
    resolve: (name: string) => catalog.resolve(name),
  };
  const stages = { ...admission.stages, hooks, cache, resources: meterEnergy(manager, energy) };
  const queueModels = new QueueModels({ loads, performance, resources: manager }, config.models);
  const queue = new RequestQueue({ clock, models: queueModels }, queueSettings(config));
  const backends = {
    backendFor: (model: string) => pool.backendFor(model),
    complete: measureAnswers(
      (request, options: Parameters<BackendPool['complete']>[1]) => pool.complete(request, options),
      performance,
    ),
  };
  const prices = { quote: (name: string) => pricing.quote(name, catalog.resolve(name)) };
  const chosen = { ledger, backends, models, clients: admission.clients, pricing: prices, queue, observer, stages };
  const pipeline = new RequestPipeline({ identity, clock, random, logger, ...chosen }, config.requestHandling);
  const network = new ExecutorNetwork(
    { identity, clock, random, logger, handler: pipeline.handle },
    { ...config.network, sparePorts: init.sparePorts ?? 0 },
  );
  const liveConfig: LiveConfig = new LiveConfig(
    {
      logger,
      apply(before, after) {
        const setLogLevel = init.setLogLevel ?? (() => {});
        const live = {
          backends: { configure: (changed: BackendConfig) => pool.replace(init.backends(changed)) },
          network,
          pricing,
          catalog,
          loading,
          resources,
          performance,
          pulls,
          admission,
          cache,
          pipeline,
          plugins,
          presence,
          queue,
          queueModels,
        };
        applyChanges(before, after, { logger, ...live, setLogLevel });
        serving.announce();
        for (const name of ['pricing.changed', 'models.changed', 'queue.changed'] as const) changes.touch(name);
      },
      onChange() {
        for (const name of ['config.changed', 'status.changed'] as const) changes.touch(name);
      },
    },
    { source: init.configSource, config, warnings: init.about.warnings },
  );
  const { file } = liveConfig;
  const onFileChange = () => liveConfig.reload();
  const configWatch = file === null ? null : new ConfigWatch({ clock, logger, onChange: onFileChange }, { file });
  const state: ExecutorState = new ExecutorState(
    {
      identity,
      clock,
      ledger,
      pool,
      programs,
      catalog,
      loads,
      pricing,
      network,
      pipeline,
      recent,
      plugins,
      presence: { line: () => statusLine(presence.view(), pipeline.gate.state) },
      config: liveConfig,
    },
    { about: init.about, onChange: () => changes.touch('status.changed') },
  );
  const serving = new Serving(
    { pipeline, network, pool, catalog, pricing, performance },
    { onChange: () => changes.touch('status.changed') },
  );
  const onPresence = () => {
    for (const name of ['presence.changed', 'status.changed'] as const) changes.touch(name);
  };
  const presence: Presence = createPresence(
    {
      clock,
      logger,
      pool,
      catalog,
      hardware,
      pipeline,
      serving,
      loads: loading.loads,
      settings: () => liveConfig.config.presence,
      preloaded: () => liveConfig.config.resources.budget.preloadModels,
      onChange: onPresence,
    },
    init,
    surroundings,
  );
  return {
    clock,
    pool,
    programs,
    ledger,
    pricing,
    catalog,
    pulls,
    loading,
    measured,
    energy,
    surroundings,
    random,
    resources,
    performance,
    hooks,
    plugins,
    hardware,
    hardwareScreen,
    admission,
    cache,
    queue,
    pipeline,
    network,
    recent,
    state,
    serving,
    presence,
    changes,
    liveConfig,
    configWatch,
  };
}
