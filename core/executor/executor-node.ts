import type { ControlHandlers, ControlTarget } from '../control/index.ts';
import { delay } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Startable } from '../foundation/startable.ts';
import type { OutOfMemoryHandler } from '../inference/resources/index.ts';
import type { InboundHandler } from '../network/index.ts';
import type { FinishedRequest } from '../request/index.ts';
import { createHandlers } from './handlers.ts';
import type { ExecutorInit, StopMode } from './interface.ts';
import { linkModules } from './links.ts';
import { createModules, type ExecutorModules } from './modules.ts';
import { type RequestTotals, requestTotals } from './totals.ts';

/** How long running requests may take to end before they are voided, in milliseconds: the longest that one may run. */
const drainLimitMs = (requestTimeoutSecs: number) => requestTimeoutSecs * 1000;

/**
 * A whole executor: its modules, started top to bottom and stopped in reverse, behind the calls of the contract.
 * Made with {@link ExecutorNode.create}.
 */
export class ExecutorNode implements ControlTarget, Startable {
  readonly handlers: ControlHandlers;
  readonly subscribe: ControlTarget['subscribe'];
  /** Serves one request, as the network hands them over. */
  readonly handle: InboundHandler;
  readonly #modules: ExecutorModules;
  readonly #offline: boolean;
  #links: (() => void)[] = [];
  #running: Promise<void> | null = null;
  #ended = false;
  #stopping: Promise<void> | null = null;

  private constructor(modules: ExecutorModules, init: ExecutorInit) {
    this.#modules = modules;
    this.#offline = init.offline ?? false;
    this.handle = modules.pipeline.handle;
    this.subscribe = modules.changes.subscribe;
    this.handlers = createHandlers(modules, init);
  }

  /** Opens the ledger and builds the modules; nothing serves yet. @throws `LEDGER_*`, `NETWORK_ADDRESS_INVALID` */
  static async create(init: ExecutorInit): Promise<ExecutorNode> {
    return new ExecutorNode(await createModules(init), init);
  }

  /**
   * Voids what a crash left, listens, and opens the gate.
   * @throws `NETWORK_PORT_TAKEN`, `LEDGER_*`; everything that was started is stopped again then.
   */
  start(): Promise<void> {
    this.#running ??= this.#start();
    return this.#running;
  }

  async #start(): Promise<void> {
    const {
      ledger,
      hardware,
      admission,
      cache,
      plugins,
      loading,
      resources,
      catalog,
      network,
      state,
      serving,
      presence,
      configWatch,
    } = this.#modules;
    this.#links = linkModules(this.#modules);
    try {
      await ledger.recover();
      await hardware.start();
      await admission.start();
      await cache.start();
      await plugins.start();
      await loading.start();
      await this.#modules.measured.start();
      await resources.manager.start();
      await catalog.start();
      if (!this.#offline) await network.start();
      state.enter('running');
      if (!this.#offline) await presence.start();
      serving.open();
      await configWatch?.start();
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  /** Settles when no request is on its way and every ledger row has its last state. */
  whenIdle(): Promise<void> {
    return this.#modules.pipeline.whenIdle();
  }

  /** Works with settings that code has made, from now on, as far as they can change at once. */
  apply(config: ExecutorConfig): void {
    this.#modules.liveConfig.replace(config);
  }

  /** What is called when a model program ran out of memory. */
  setOutOfMemoryHandler(handler: OutOfMemoryHandler): void {
    this.#modules.resources.manager.setOutOfMemoryHandler(handler);
  }

  /** Requests in the backend, and those that wait for their turn. */
  counts(): { readonly running: number; readonly waiting: number } {
    return this.#modules.pipeline.counts();
  }

  /** Ended requests, newest first, at most 100. */
  finished(): readonly FinishedRequest[] {
    return this.#modules.recent.list();
  }

  /** What became of requests since the start. */
  totals(): RequestTotals {
    return requestTotals(this.#modules.admission, this.#modules.recent);
  }

  /** Ends serving, says goodbye to the network and closes the ledger. A second call with `now` hurries the first. */
  stop(mode: StopMode = 'finish'): Promise<void> {
    if (mode === 'now') this.#modules.pipeline.cancelAll();
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    // A start that is under way would go on listening behind a closed ledger; one that fails has ended everything.
    await this.#running?.catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const {
      ledger,
      hardware,
      admission,
      cache,
      plugins,
      loading,
      resources,
      catalog,
      network,
      pool,
      pipeline,
      state,
      changes,
      presence,
      configWatch,
      clock,
    } = this.#modules;
    pipeline.gate.close('stop');
    state.enter('stopping');
    await configWatch?.stop();
    await presence.stop();
    const abort = new AbortController();
    const limit = delay(clock, drainLimitMs(pipeline.options.requestTimeoutSecs), abort.signal).catch(() => {});
    await Promise.race([pipeline.whenIdle(), limit]);
    abort.abort();
    pipeline.cancelAll();
    await network.stop();
    await this.#modules.pulls.stop();
    await resources.manager.stop();
    await loading.stop();
    await catalog.stop();
    await plugins.stop();
    await cache.stop();
    await admission.stop();
    await hardware.stop();
    await pool.close();
    state.enter('stopped');
    changes.close();
    await ledger.close();
    for (const unlink of this.#links.splice(0)) unlink();
  }
}
