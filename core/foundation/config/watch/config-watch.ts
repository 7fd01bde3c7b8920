import { type FSWatcher, watch } from 'chokidar';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { Startable } from '../../startable.ts';

/** Quiet time after the last sign of a change: an editor saves in several steps. */
const SETTLE_MS = 200;
/** Longest wait while signs keep coming. */
const LONGEST_WAIT_MS = 2_000;
/** The file is looked at by itself as often: some file systems, and links that are bent elsewhere, give no sign. */
const LOOK_ANYWAY_MS = 60_000;

interface ConfigWatchModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The file may have changed. Called again only after it settled; must not reject. */
  onChange(): Promise<void>;
}

/**
 * Notices that a file is written, replaced (as editors and our own saves do) or comes into being.
 * However many signs there are, it calls at most five times a second, one call after the other.
 */
export class ConfigWatch implements Startable {
  readonly #modules: ConfigWatchModules;
  readonly #file: string;
  #watcher: FSWatcher | null = null;
  #cancelTimer = () => {};
  #cancelLook = () => {};
  /** When the first sign came that nobody was told of yet; null when there is none. */
  #firstSignMs: number | null = null;
  #telling: Promise<void> = Promise.resolve();
  #isTelling = false;

  constructor(modules: ConfigWatchModules, options: { readonly file: string }) {
    this.#modules = modules;
    this.#file = options.file;
  }

  /** Resolves when it watches. The file is looked at once right after, for what happened before. */
  async start(): Promise<void> {
    if (this.#watcher !== null) return;
    const watcher = watch(this.#file, { ignoreInitial: true, depth: 0 });
    this.#watcher = watcher;
    watcher.on('all', () => this.#sign());
    watcher.on('error', (error) => {
      this.#modules.logger.warn('the configuration file cannot be watched, it is looked at once a minute', {}, error);
    });
    this.#lookAnyway();
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    // What happened since the file was read, or while its folder begins to be watched because there is none yet.
    this.#sign();
  }

  /** Ends watching, after the call that is under way. */
  async stop(): Promise<void> {
    const watcher = this.#watcher;
    this.#watcher = null;
    this.#cancelTimer();
    this.#cancelLook();
    this.#firstSignMs = null;
    await watcher?.close();
    await this.#telling;
  }

  #sign(): void {
    if (this.#watcher === null) return;
    const { clock } = this.#modules;
    const nowMs = clock.monotonicMs();
    this.#firstSignMs ??= nowMs;
    if (this.#isTelling) return;
    this.#cancelTimer();
    const waitMs = Math.min(SETTLE_MS, Math.max(0, this.#firstSignMs + LONGEST_WAIT_MS - nowMs));
    this.#cancelTimer = clock.setTimer(() => this.#tell(), waitMs);
  }

  #tell(): void {
    this.#firstSignMs = null;
    this.#isTelling = true;
    this.#telling = this.#modules
      .onChange()
      .catch((error: unknown) => this.#modules.logger.error('a changed configuration was not looked at', {}, error))
      .then(() => {
        this.#isTelling = false;
        if (this.#firstSignMs !== null) this.#sign();
      });
  }

  #lookAnyway(): void {
    this.#cancelLook = this.#modules.clock.setTimer(() => {
      this.#sign();
      this.#lookAnyway();
    }, LOOK_ANYWAY_MS);
  }
}
