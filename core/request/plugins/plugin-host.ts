import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import { isWritableByOthers } from '../../foundation/writable-by-others.ts';
import type { Hooks } from '../hooks/index.ts';
import type { PluginSettings } from './config.ts';
import type { PluginLauncher } from './launch/index.ts';
import { SupervisedPlugin } from './supervision/supervised-plugin.ts';

/** How long a plugin that was replaced serves on besides the time limits of the calls before its own. */
const graceMs = 2000;
/** No request asks its plugins for longer. */
const longestGraceMs = 60_000;
/** Plugins that were replaced and serve on. */
const maxRetired = 32;

interface HostModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hooks: Pick<Hooks, 'attach'>;
  readonly launcher: PluginLauncher;
}

interface HostOptions {
  /** Where the settings come from; null where they come from code. Others must not be able to write it. */
  readonly configFile: string | null;
  /** Files and folders that no plugin may read: keys, ledger, configuration. */
  readonly secrets: readonly string[];
  /** Longest time from the start of a process to its loaded module. @defaultValue 15,000 */
  readonly loadLimitMs?: number;
  /** Told when the state of a plugin changed. */
  readonly onChange: () => void;
}

/** The plugins of the configuration, each in a process of its own. */
export class PluginHost implements Startable {
  readonly #modules: HostModules;
  readonly #options: HostOptions;
  #settings: readonly PluginSettings[];
  #plugins: readonly SupervisedPlugin[] = [];
  /** Those of the settings before, which requests under way may still ask. */
  readonly #retired = new Set<SupervisedPlugin>();
  /** Those that are being loaded. */
  #loading: readonly SupervisedPlugin[] = [];
  #detach: (() => void)[] = [];
  #isRunning = false;
  /** Changes follow each other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(modules: HostModules, settings: readonly PluginSettings[], options: HostOptions) {
    this.#modules = modules;
    this.#settings = settings;
    this.#options = options;
  }

  /**
   * Loads all plugins. One that ends, or that others may change, is told and does not keep the executor from starting.
   *
   * @throws `PLUGIN_NATIVE`, `PLUGIN_MISSING`: what the owner wrote cannot be done.
   */
  async start(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { launcher, logger } = this.#modules;
    if (this.#settings.length > 0 && launcher.confinement === 'process') {
      logger.warn('This runtime has no permission model: plugins may read and write what the executor may');
    }
    const failures = await this.#change(this.#settings);
    const impossible = failures.find(
      (error) => isExecutorError(error, 'PLUGIN_NATIVE') || isExecutorError(error, 'PLUGIN_MISSING'),
    );
    if (impossible === undefined) return;
    await this.stop();
    throw impossible;
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    // Their loading would be waited for otherwise.
    for (const plugin of this.#loading) plugin.stop();
    await this.#turn;
    for (const undo of this.#detach.splice(0)) undo();
    for (const plugin of [...this.#plugins, ...this.#retired]) plugin.stop();
    this.#plugins = [];
    this.#retired.clear();
  }

  /** Works with other settings: what is new or changed is loaded, what is gone ends, the others stay as they are. */
  configure(settings: readonly PluginSettings[]): void {
    this.#settings = settings;
    if (this.#isRunning) void this.#change(settings);
  }

  /** What the owner should know. */
  problems(): readonly ExecutorError[] {
    return this.#plugins.flatMap((plugin) => {
      const { state, problem, name } = plugin.view();
      // One that is being started again is still away.
      if (state === 'running' || problem === null) return [];
      const { code, details } = problem;
      const { onFailure } = plugin.settings;
      return [new ExecutorError('PLUGIN_AWAY', { ...details, plugin: name, onFailure, because: code })];
    });
  }

  #change(settings: readonly PluginSettings[]): Promise<unknown[]> {
    const change = this.#turn.then(() => this.#apply(settings));
    this.#turn = change.then(
      () => {},
      () => {},
    );
    return change;
  }

  /** @returns What kept plugins from being loaded; never rejects. */
  async #apply(settings: readonly PluginSettings[]): Promise<unknown[]> {
    const { configFile } = this.#options;
    const isOpen = settings.length > 0 && configFile !== null && (await isWritableByOthers(configFile));
    if (!this.#isRunning) return [];
    const before = this.#plugins;
    const fresh: SupervisedPlugin[] = [];
    const plugins = settings.map((entry) => {
      const same = before.find((plugin) => isDeepStrictEqual(plugin.settings, entry));
      // One that was refused is looked at again: that may be why the owner has changed something.
      if (same !== undefined && !isOpen && same.view().state !== 'refused') return same;
      const plugin = new SupervisedPlugin(this.#modules, { ...this.#options, settings: entry });
      fresh.push(plugin);
      return plugin;
    });
    // Those that are replaced serve until then, and the change is made at once: no request finds a filter missing that
    // is there before and after.
    this.#loading = fresh;
    const failures = await Promise.all(fresh.map((plugin) => this.#load(plugin, isOpen)));
    this.#loading = [];
    for (const undo of this.#detach.splice(0)) undo();
    this.#plugins = plugins;
    this.#detach = plugins.map((plugin) => this.#modules.hooks.attach(plugin));
    this.#retire(
      before.filter((plugin) => !plugins.includes(plugin)),
      before,
    );
    this.#options.onChange();
    return failures.filter((failure) => failure !== null);
  }

  /** Requests under way know the plugins of their arrival, and ask them one after the other. */
  #retire(plugins: readonly SupervisedPlugin[], before: readonly SupervisedPlugin[]): void {
    const callsMs = before.reduce((sum, { settings }) => sum + settings.timeoutMs, 0);
    for (const plugin of plugins) {
      this.#retired.add(plugin);
      plugin.retire(Math.min(callsMs + graceMs, longestGraceMs), () => this.#retired.delete(plugin));
    }
    for (const plugin of [...this.#retired].slice(0, -maxRetired)) plugin.stop();
  }

  async #load(plugin: SupervisedPlugin, isOpen: boolean): Promise<unknown> {
    if (isOpen) {
      const reason = 'others may change the configuration file';
      plugin.refuse(
        new ExecutorError('PLUGIN_UNTRUSTED', { plugin: plugin.name, reason, at: this.#options.configFile }),
      );
      return null;
    }
    return plugin.start().then(
      () => null,
      (error: unknown) => error,
    );
  }
}
