import type { Status } from '../control/index.ts';
import type { EmbeddedExecutor } from '../executor/index.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import { requireRuntime } from './checks/runtime.ts';
import type { ExecutorConfig } from './config/executor-config.ts';
import { ConfigurableExecutor } from './configurable-executor.ts';
import { type ExecutorMetrics, type HealthStatus, healthOf } from './observation.ts';
import { ExecutorSetup } from './setup.ts';

/** `finish` lets running requests end first, for as long as one may take; `now` voids them. */
export type StopMode = 'finish' | 'now';

/**
 * An executor of the network in your program: listens, serves signed requests with the model program, books every
 * answer and signs it.
 *
 * @example
 * const executor = new Executor({ llmBackend: LlmBackend.lmStudio() });
 * await executor.run();
 *
 * @source executor-library.md, "Quick Start"
 */
export class Executor extends ConfigurableExecutor {
  readonly #setup: ExecutorSetup;
  #starting: Promise<EmbeddedExecutor> | null = null;
  #running: EmbeddedExecutor | null = null;

  /**
   * Checks the configuration; opens nothing and touches no file.
   *
   * @throws `CONFIG_INVALID` with every problem in `details.problems`, `FEATURE_NOT_AVAILABLE`, `IDENTITY_ONE_KEY`,
   *   `IDENTITY_KEY_INVALID`
   */
  constructor(config: ExecutorConfig = {}) {
    const setup = new ExecutorSetup(config);
    super(setup);
    this.#setup = setup;
  }

  /**
   * Starts, and settles when the executor has been stopped: by {@link Executor.stop}, or by `lloom-executor stop`.
   *
   * @throws What {@link Executor.start} throws, or what went wrong while it stopped.
   */
  async run(): Promise<void> {
    const { stopped } = await this.#start();
    await stopped;
  }

  /**
   * Takes the data folder, makes or reads the key, opens the ledger, listens and begins to serve. A second call joins
   * the first. After a stop it can be started again.
   *
   * @throws `EXECUTOR_ALREADY_RUNNING` when another executor has the data folder, `EXECUTOR_FOLDER_UNUSABLE`,
   *   `IDENTITY_*`, `LEDGER_*`, `NETWORK_PORT_TAKEN`, `NETWORK_LISTEN_FAILED`, `CONTROL_UNAVAILABLE`,
   *   `RUNTIME_UNSUPPORTED` on Node below 24; everything that was opened is closed again then.
   */
  async start(): Promise<void> {
    await this.#start();
  }

  /**
   * Says goodbye to the network and closes the ledger. Safe to call twice; a second call with `now` hurries the first.
   */
  async stop(mode: StopMode = 'finish'): Promise<void> {
    const embedded = await this.#starting?.catch(() => null);
    await embedded?.stop(mode);
  }

  /** How it is. @throws `EXECUTOR_NOT_RUNNING` */
  async healthStatus(): Promise<HealthStatus> {
    return healthOf(await this.status());
  }

  /** Everything that `lloom-executor status --json` tells. @throws `EXECUTOR_NOT_RUNNING` */
  async status(): Promise<Status> {
    return this.#requireRunning().node.handlers['status.get']({}, { signal: new AbortController().signal });
  }

  /** What it has done since its start. @throws `EXECUTOR_NOT_RUNNING` */
  getMetrics(): ExecutorMetrics {
    return this.#requireRunning().node.totals();
  }

  /** Requests that wait for their turn. @throws `EXECUTOR_NOT_RUNNING` */
  queueSize(): number {
    return this.#requireRunning().node.counts().waiting;
  }

  /** Requests in the backend. @throws `EXECUTOR_NOT_RUNNING` */
  activeRequests(): number {
    return this.#requireRunning().node.counts().running;
  }

  /** Settles when no request is on its way and the ledger has the last word on each. @throws `EXECUTOR_NOT_RUNNING` */
  async whenIdle(): Promise<void> {
    await this.#requireRunning().node.whenIdle();
  }

  #start(): Promise<EmbeddedExecutor> {
    this.#starting ??= this.#launch();
    return this.#starting;
  }

  async #launch(): Promise<EmbeddedExecutor> {
    const setup = this.#setup;
    // While it starts, nothing of what it is made from may change.
    setup.attach(() => {
      throw new ExecutorError('EXECUTOR_RUNNING');
    });
    const end = () => {
      setup.attach(null);
      this.#starting = null;
      this.#running = null;
    };
    try {
      requireRuntime();
      // Loaded here, because the libraries behind it do not load on older versions of Node.
      const { embedExecutor } = await import('../executor/index.ts');
      const { dataFolder, identity, logger, hooks, settings } = setup;
      const embedded = await embedExecutor({
        dataFolder,
        identity,
        hooks,
        logger,
        config: settings,
        backends: setup.backendSource(),
      });
      embedded.node.setOutOfMemoryHandler(setup.outOfMemory);
      void embedded.stopped.then(end, end);
      setup.attach((changed) => embedded.node.apply(changed));
      this.#running = embedded;
      return embedded;
    } catch (error) {
      end();
      throw error;
    }
  }

  #requireRunning(): EmbeddedExecutor {
    if (this.#running === null) throw new ExecutorError('EXECUTOR_NOT_RUNNING');
    return this.#running;
  }
}
