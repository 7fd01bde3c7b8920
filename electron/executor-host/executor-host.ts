import type { ControlHandlers, ControlTarget, EventListener } from '../../core/control/contract.ts';
import { contract } from '../../core/control/contract.ts';
import type { Problem } from '../../core/control/schemas/common.ts';
import { ExecutorError, toExecutorError } from '../../core/foundation/errors/index.ts';
import type { Logger } from '../../core/foundation/logger.ts';
import type { HostState } from '../ipc/shell-schemas.ts';
import type { HostView, Launch, LaunchedExecutor } from './interface.ts';

interface HostModules {
  /** The owner's executor. */
  readonly launch: Launch;
  /** The demo, with its own folder and a throw-away identity. */
  readonly launchDemo: Launch;
  readonly logger: Logger;
  /** Is told when the executor ended because somebody asked it to, for example the command line. */
  readonly onShutdown: () => void;
}

/**
 * Runs one executor at a time inside the app, and stands for it: {@link target} stays the same while the executor
 * behind it is started again, replaced by the demo, or gone. A start that fails is a state with a problem, not a crash.
 *
 * The demo takes the place of the owner's executor, which is stopped before (running requests end first) and started
 * again afterwards: while made-up requests are on the screen nothing real happens behind it.
 */
export class ExecutorHost {
  readonly #modules: HostModules;
  readonly #listeners = new Set<EventListener>();
  readonly #watchers = new Set<(view: HostView) => void>();
  #view: HostView = { host: { state: 'starting' }, instance: 0, demo: false };
  #launched: LaunchedExecutor | null = null;
  /** Starts and stops follow each other. */
  #turn: Promise<void> = Promise.resolve();
  #closed = false;
  /** The restart that is under way. */
  #restart: Promise<void> | null = null;
  /** True while the stop that is under way is ours. */
  #stopping = false;

  /** The executor as its faces see it; refuses with `EXECUTOR_NOT_RUNNING` while there is none. */
  readonly target: ControlTarget;

  constructor(modules: HostModules) {
    this.#modules = modules;
    this.target = {
      handlers: this.#createHandlers(),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  view(): HostView {
    return this.#view;
  }

  /** Calls on every change of {@link view}. Returns what ends it. */
  onChange(watcher: (view: HostView) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Starts the owner's executor unless one runs. Resolves when it runs or has failed; the view says which. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#launched) await this.#launchOne(this.#view.demo);
    });
  }

  /**
   * Lets running requests end, then starts the same executor again, with the settings as they are now. Calls while it is
   * under way share it. Resolves when it runs again or has failed; the view says which.
   */
  restart(): Promise<void> {
    this.#restart ??= this.#inTurn(async () => {
      await this.#stopOne('finish');
      await this.#launchOne(this.#view.demo);
    }).finally(() => {
      this.#restart = null;
    });
    return this.#restart;
  }

  /** Puts the demo in the place of the owner's executor. */
  startDemo(): Promise<void> {
    return this.#switchTo(true);
  }

  /** Ends the demo and starts the owner's executor. */
  stopDemo(): Promise<void> {
    return this.#switchTo(false);
  }

  /** Stops for good; nothing starts afterwards. Called again with `now` it hurries the stop that is under way. */
  async close(mode: 'finish' | 'now'): Promise<void> {
    this.#closed = true;
    const running = this.#launched;
    if (running && mode === 'now') void running.stop('now').catch(() => undefined); // The turn below reports it.
    return this.#inTurn(() => this.#stopOne(mode));
  }

  #switchTo(demo: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#view.demo === demo && this.#launched) return;
      await this.#stopOne('finish');
      await this.#launchOne(demo);
    });
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #launchOne(demo: boolean): Promise<void> {
    if (this.#closed) return;
    this.#show({ host: { state: 'starting' }, demo });
    try {
      const launched = await (demo ? this.#modules.launchDemo() : this.#modules.launch());
      this.#launched = launched;
      const unsubscribe = launched.executor.subscribe((name, payload) => this.#tell(name, payload));
      launched.stopped.then(
        () => this.#gone(unsubscribe, { state: 'stopped' }),
        (error) => this.#gone(unsubscribe, this.#failure(error)),
      );
      this.#show({ host: { state: 'running' }, instance: this.#view.instance + 1 });
    } catch (error) {
      this.#show({ host: this.#failure(error) });
    }
  }

  async #stopOne(mode: 'finish' | 'now'): Promise<void> {
    const launched = this.#launched;
    if (!launched) return;
    this.#stopping = true;
    await launched
      .stop(mode)
      .catch((error) => this.#modules.logger.error('The executor did not stop cleanly.', {}, error));
    await launched.stopped.catch(() => undefined); // Told by #gone.
    this.#stopping = false;
  }

  #gone(unsubscribe: () => void, host: HostState): void {
    unsubscribe();
    this.#launched = null;
    this.#show({ host });
    if (host.state === 'stopped' && !this.#stopping) this.#modules.onShutdown();
  }

  #failure(thrown: unknown): HostState {
    const error = toExecutorError(thrown);
    this.#modules.logger.error('The executor does not run.', { code: error.code }, error);
    const { code, message, hint, details } = error.toObject();
    return { state: 'failed', problem: { code, message, hint, details: details as Problem['details'] } };
  }

  #show(change: Partial<HostView>): void {
    this.#view = { ...this.#view, ...change };
    for (const watcher of [...this.#watchers]) watcher(this.#view);
  }

  #tell: EventListener = (name, payload) => {
    for (const listener of [...this.#listeners]) listener(name, payload);
  };

  #createHandlers(): ControlHandlers {
    const names = Object.entries(contract).filter(([, entry]) => entry.kind !== 'event');
    const forward = (name: string) => async (input: never, context: { signal: AbortSignal }) => {
      if (!this.#launched) throw new ExecutorError('EXECUTOR_NOT_RUNNING');
      return this.#launched.executor.handlers[name as keyof ControlHandlers](input, context);
    };
    return Object.fromEntries(names.map(([name]) => [name, forward(name)])) as unknown as ControlHandlers;
  }
}
