import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError, isExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { SignedLlmRequest } from '../../../protocol/index.ts';
import {
  checkFigures,
  type PluginEvent,
  type PluginHook,
  type PluginPort,
  type PluginView,
  type RequestFacts,
} from '../../hooks/index.ts';
import type { PluginSettings } from '../config.ts';
import { inspectPlugin } from '../inspect.ts';
import type { PluginLauncher } from '../launch/index.ts';
import { type Loaded, PluginProcess } from '../process/index.ts';
import { PluginRecord } from './record.ts';
import { Restarts } from './restarts.ts';
import { eventLength, eventSubject, requestText } from './subject.ts';
import { Watching } from './watching.ts';

/** Most that a plugin may leave untaken before it counts as away, bytes. */
const maxBacklogBytes = 8 * 1024 * 1024;

/** A process may be slow to start on a busy computer. */
const defaultLoadLimitMs = 15_000;

interface SupervisedModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly launcher: PluginLauncher;
}

interface SupervisedOptions {
  readonly settings: PluginSettings;
  /** Files and folders that no plugin may read. */
  readonly secrets: readonly string[];
  /** Longest time from the start of its process to its loaded module. @defaultValue 15,000 */
  readonly loadLimitMs?: number;
  /** Told when its state changed. */
  readonly onChange: () => void;
}

/** One plugin of the configuration: its process, started again when it ends, and what becomes of requests meanwhile. */
export class SupervisedPlugin implements PluginPort {
  readonly name: string;
  readonly settings: PluginSettings;
  readonly #modules: SupervisedModules;
  readonly #options: SupervisedOptions;
  readonly #logger: Logger;
  readonly #restarts: Restarts;
  readonly #watching = new Watching();
  readonly #record: PluginRecord;
  #state: PluginView['state'] = 'starting';
  #process: PluginProcess | null = null;
  /** Of the process before, while there is none. */
  #loaded: Loaded | null = null;
  #endRetirement = () => {};

  constructor(modules: SupervisedModules, options: SupervisedOptions) {
    this.name = options.settings.name;
    this.settings = options.settings;
    this.#modules = modules;
    this.#options = options;
    this.#logger = modules.logger.child({ plugin: this.name });
    this.#record = new PluginRecord({ clock: modules.clock, logger: this.#logger });
    this.#restarts = new Restarts(modules.clock, () => void this.start().catch(() => this.#restarts.schedule()));
  }

  /**
   * Loads it. Settles when it runs or will be started again by itself.
   *
   * @throws `PLUGIN_NATIVE`, `PLUGIN_MISSING`, `PLUGIN_UNTRUSTED`: it stays unloaded then.
   */
  async start(): Promise<void> {
    this.#enter('starting');
    const { settings, secrets } = this.#options;
    try {
      const place = await inspectPlugin(settings, secrets);
      if (this.#isStopped) return;
      await this.#launch(place);
    } catch (thrown) {
      const error = toExecutorError(thrown, 'PLUGIN_LOAD_FAILED');
      if (this.#isStopped) return;
      this.refuse(error);
      throw error;
    }
  }

  /** Leaves it unloaded for this reason. */
  refuse(error: ExecutorError): void {
    this.#logger.error('A plugin is not loaded', { ...error.details, code: error.code });
    this.#record.note(error);
    this.#enter('refused');
  }

  /** Ends it when the requests that know it cannot ask it any more; it is not started again meanwhile. */
  retire(afterMs: number, onStopped: () => void): void {
    this.#restarts.stop();
    const cancel = this.#modules.clock.setTimer(() => this.stop(), afterMs);
    this.#endRetirement = () => {
      cancel();
      onStopped();
    };
  }

  /** Ends it for good. */
  stop(): void {
    this.#endRetirement();
    this.#restarts.stop();
    this.#enter('stopped');
    this.#process?.stop();
  }

  /** A plugin that was never loaded counts as one that is asked, if requests may not go on without it. */
  has(hook: PluginHook): boolean {
    if (this.#loaded !== null) return this.#loaded.hooks.includes(hook);
    return hook === 'onRequest' && this.settings.onFailure === 'closed';
  }

  async accept(request: SignedLlmRequest, facts: RequestFacts, signal: AbortSignal): Promise<void> {
    this.#record.count('asked');
    try {
      await this.#ask(request, facts, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isExecutorError(error, 'PLUGIN_REJECTED')) {
        this.#record.count('rejected');
        throw error;
      }
      this.#record.countFailure(error);
      if (this.settings.onFailure === 'closed') throw this.#forRequest(error);
    }
  }

  watch(event: PluginEvent, facts: RequestFacts): void {
    const run = () => this.#tell(event, facts);
    if (this.#process === null || !this.#watching.add({ length: eventLength(event), run }))
      this.#record.count('dropped');
  }

  view(): PluginView {
    const { onFailure, path } = this.settings;
    return {
      name: this.name,
      file: path,
      state: this.#state,
      onFailure,
      hooks: this.#loaded?.hooks ?? [],
      confinement: this.#modules.launcher.confinement,
      processId: this.#process?.processId ?? null,
      memoryBytes: this.#process?.memoryBytes ?? null,
      restarts: this.#restarts.count,
      counts: this.#record.counts,
      problem: this.#record.problem,
    };
  }

  get #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  async #launch(place: Awaited<ReturnType<typeof inspectPlugin>>): Promise<void> {
    const { loadLimitMs = defaultLoadLimitMs } = this.#options;
    const options = { settings: this.settings, place, loadLimitMs };
    const process = new PluginProcess(this.#modules, options, {
      onLog: ({ requestId }, figures) => this.#logger.info('Plugin', { requestId, ...checkFigures(figures) }),
      onEnd: (problem) => this.#gone(problem),
    });
    this.#process = process;
    try {
      this.#loaded = await process.loaded;
      this.#restarts.began();
      this.#enter('running');
      this.#logger.info('A plugin is loaded', { hooks: [...this.#loaded.hooks] });
    } catch {
      // Told by #gone.
    }
  }

  #gone(problem: ExecutorError): void {
    this.#process = null;
    if (this.#isStopped) return;
    this.#record.note(problem);
    const delayMs = this.#restarts.schedule();
    this.#logger.warn('A plugin is started again soon', { ...problem.details, code: problem.code, delayMs });
    this.#enter('waiting');
  }

  async #ask(request: SignedLlmRequest, facts: RequestFacts, signal: AbortSignal): Promise<void> {
    const process = this.#process;
    if (process === null || this.#state !== 'running') throw this.#unavailable(this.#state);
    if (process.backlogBytes > maxBacklogBytes) throw this.#unavailable('busy');
    const subject = { hook: 'onRequest', request: requestText(request) } as const;
    const { action, reason } = await process.call(facts, subject, signal);
    if (action === 'accept') return;
    const text = reason === null ? null : (this.#loaded?.reasons[reason] ?? null);
    throw new ExecutorError('PLUGIN_REJECTED', { plugin: this.name, hook: 'onRequest', reason: text });
  }

  async #tell(event: PluginEvent, facts: RequestFacts): Promise<void> {
    const process = this.#process;
    if (process === null || process.backlogBytes > maxBacklogBytes) {
      this.#record.count('dropped');
      return;
    }
    await process.call(facts, eventSubject(event)).catch((error) => this.#record.countFailure(error));
  }

  /** What a request is refused with; how the plugin itself fares is no business of its row. */
  #forRequest(error: unknown): ExecutorError {
    const isOfRequest = isExecutorError(error, 'PLUGIN_FAILED') || isExecutorError(error, 'PLUGIN_TIMEOUT');
    if (isOfRequest || isExecutorError(error, 'PLUGIN_UNAVAILABLE')) return error;
    return this.#unavailable(toExecutorError(error).code);
  }

  #unavailable(reason: string): ExecutorError {
    return new ExecutorError('PLUGIN_UNAVAILABLE', { plugin: this.name, reason });
  }

  #enter(state: PluginView['state']): void {
    this.#state = state;
    this.#options.onChange();
  }
}
