import { systemClock } from '../foundation/clock.ts';
import { dataPaths, type ExecutorConfig as Settings } from '../foundation/config/index.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import { type Logger, silentLogger } from '../foundation/logger.ts';
import { createIdentity, type Identity, parsePrivateKey } from '../identity/index.ts';
import {
  type BackendInit,
  type BackendSource,
  backendSource,
  createCustomClient,
  demoSettings,
} from '../inference/backends/index.ts';
import { tuneProcess } from '../inference/resources/index.ts';
import { Hooks } from '../request/hooks/index.ts';
import { requireMethods } from './checks/check-code.ts';
import { adaptLlmClient } from './client/adapt-llm-client.ts';
import { customAdapter } from './client/custom-adapter.ts';
import type { LlmClient } from './client/llm-client.ts';
import type { ExecutorConfig } from './config/executor-config.ts';
import type { LlmBackend } from './config/llm-backend.ts';
import { type ModelConfig, modelItem } from './config/model-config.ts';
import {
  dataFolderOf,
  readConfig,
  resolveSettings,
  type Setting,
  type SettingsByKey,
} from './config/resolve-config.ts';

/** Lets a running executor work with other settings. */
type ApplySettings = (settings: Settings) => void;

/** Everything that the embedding program has set, checked at once and as a whole; touches no file. */
export class ExecutorSetup {
  readonly dataFolder: string;
  readonly logger: Logger;
  /** The key that was given; null for that of the key file. */
  readonly identity: Identity | null;
  /** Code of the embedding program on the path of a request. */
  readonly hooks: Hooks;
  #byKey: SettingsByKey;
  #settings: Settings;
  #models: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map();
  readonly #llmBackend: LlmBackend | null;
  #llmClient: LlmClient | null = null;
  #apply: ApplySettings | null = null;
  #onOutOfMemory: (() => void | Promise<void>) | null = null;

  /** @throws `CONFIG_INVALID`, `FEATURE_NOT_AVAILABLE`, `IDENTITY_ONE_KEY`, `IDENTITY_KEY_INVALID` */
  constructor(config: ExecutorConfig) {
    this.#byKey = readConfig(config);
    this.#llmBackend = config.llmBackend ?? null;
    this.dataFolder = dataFolderOf(config);
    this.logger = config.logger ?? silentLogger;
    this.hooks = new Hooks({ clock: systemClock, logger: this.logger });
    this.identity = identityOf(config.privateKey);
    this.#settings = resolveSettings(this.dataFolder, this.#byKey);
  }

  /** What was set, with the defaults. */
  get settings(): Settings {
    return this.#settings;
  }

  /** Sets keys of the configuration, in a running executor too. @throws `CONFIG_INVALID`; nothing is changed then */
  set(changes: Iterable<readonly [key: string, setting: Setting]>): void {
    const byKey = new Map([...this.#byKey, ...changes]);
    const settings = resolveSettings(this.dataFolder, byKey, this.#llmClient !== null);
    this.#apply?.(settings);
    this.#byKey = byKey;
    this.#settings = settings;
  }

  /** Sets what holds for one model. @throws `CONFIG_INVALID`, `FEATURE_NOT_AVAILABLE` */
  addModel(model: ModelConfig): void {
    const models = new Map([...this.#models, [model.name, modelItem(model)]]);
    this.set([['models', { property: 'ModelConfig', value: [...models.values()] }]]);
    this.#models = models;
  }

  /** Replaces the configured model program. @throws `EXECUTOR_RUNNING`, `CONFIG_INVALID` */
  setLlmClient(client: LlmClient): void {
    this.requireStopped('setLlmClient');
    requireMethods('LlmClient', client, ['complete', 'listModels', 'healthCheck']);
    adaptLlmClient(client, { clock: systemClock }, { timeoutSecs: 1 });
    // What was set before may be nothing that a client of code can be told.
    this.#settings = resolveSettings(this.dataFolder, this.#byKey, true);
    this.#llmClient = client;
  }

  /** Makes clients of the model programs; no I/O. One of the embedding program takes the place of the first. */
  backendSource(): BackendSource {
    const { builtin: settings, resources } = this.#settings;
    const onProcess = (processId: number) => tuneProcess(processId, resources.cpu, this.logger);
    const builtin = { settings, dataFolder: this.dataFolder, onProcess };
    const { usageFile } = dataPaths({ LLOOM_DATA_DIR: this.dataFolder });
    const modules = { clock: systemClock, logger: this.logger, builtin, usageFile };
    const source = backendSource(modules);
    const own = this.#ownBackend(modules);
    if (own === null) return source;
    return (config) => {
      // The first is not used; in its place stands the one kind that opens nothing and refuses nothing.
      const [, ...further] = source({ ...config, llmClient: demoSettings });
      return [own, ...further];
    };
  }

  /** The backend that code of the embedding program takes part in; null where the configuration says everything. */
  #ownBackend(modules: Parameters<typeof createCustomClient>[0]): BackendInit | null {
    const { llmClient, models } = this.#settings;
    if (this.#llmClient !== null) {
      const { timeoutSecs } = llmClient;
      return { client: adaptLlmClient(this.#llmClient, modules, { timeoutSecs }), baseUrl: '' };
    }
    if (this.#llmBackend?.kind !== 'custom') return null;
    const adapter = customAdapter(this.#llmBackend);
    return {
      client: createCustomClient(modules, withModels(llmClient, models), adapter),
      baseUrl: llmClient.baseUrl,
    };
  }

  /** Called when a model program ran out of memory; null takes it away. In a running executor too. */
  setOutOfMemoryHandler(handler: (() => void | Promise<void>) | null): void {
    this.#onOutOfMemory = handler;
  }

  /** Calls what was set for a model program that ran out of memory. */
  readonly outOfMemory = async (): Promise<void> => {
    await this.#onOutOfMemory?.();
  };

  /** An executor runs with this setup from now on; null when it has ended. */
  attach(apply: ApplySettings | null): void {
    this.#apply = apply;
  }

  /** @throws `EXECUTOR_RUNNING` with `{call}` */
  requireStopped(call: string): void {
    if (this.#apply !== null) throw new ExecutorError('EXECUTOR_RUNNING', { call });
  }
}

/** A server that cannot be asked for its models has those that were added. */
function withModels(llmClient: Settings['llmClient'], models: Settings['models']): Settings['llmClient'] {
  if (llmClient.custom.models.length > 0) return llmClient;
  return { ...llmClient, custom: { ...llmClient.custom, models: models.map(({ name }) => name) } };
}

function identityOf(privateKey: ExecutorConfig['privateKey']): Identity | null {
  if (privateKey === undefined) return null;
  const text = typeof privateKey === 'string' ? privateKey : privateKey.reveal();
  return createIdentity(parsePrivateKey(text, { from: 'ExecutorConfig.privateKey' }), 'memory');
}
