import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import { takeExclusiveFile } from '../../foundation/db/index.ts';
import { ExecutorError, isExecutorError, toExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import { type CatalogueEntry, catalogue as everything, fileNameOf } from './catalogue.ts';
import type { DownloadSettings } from './config.ts';
import { download } from './download/download.ts';
import type { DownloadModules } from './download/interface.ts';
import { Rate } from './rate.ts';

/** Downloads that wait at most. */
const MAX_WAITING = 8;

/** A download since the start. */
export interface PullView {
  readonly id: string;
  readonly state: 'waiting' | 'downloading' | 'verifying' | 'done' | 'cancelled' | 'failed';
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  readonly problem: ExecutorError | null;
}

interface PullModules extends DownloadModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A download moved on. */
  onChange(): void;
  /** A model is on the disk now. */
  onInstalled(): void;
}

interface PullOptions {
  /** Absolute path of the folder of models. */
  readonly folder: string;
  readonly settings: DownloadSettings;
  /** @defaultValue the catalogue of this program */
  readonly catalogue?: readonly CatalogueEntry[];
}

interface Pull {
  view: PullView;
  readonly entry: CatalogueEntry;
  readonly abort: AbortController;
}

/** Fetches models of the catalogue, one at a time, in the order in which they were asked for. */
export class Pulls implements Startable {
  readonly catalogue: readonly CatalogueEntry[];
  readonly #modules: PullModules;
  readonly #folder: string;
  #settings: DownloadSettings;
  /** One a model; a new try takes the place of the old. */
  readonly #pulls = new Map<string, Pull>();
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(modules: PullModules, { folder, settings, catalogue = everything }: PullOptions) {
    this.#modules = { ...modules, logger: modules.logger.child({ module: 'downloads' }) };
    this.#folder = folder;
    this.#settings = settings;
    this.catalogue = catalogue;
  }

  /** Holds for downloads that begin from now on. */
  configure(settings: DownloadSettings): void {
    this.#settings = settings;
  }

  async start(): Promise<void> {}

  /** Ends what is under way; what has arrived is kept. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { abort } of this.#pulls.values()) abort.abort(new ExecutorError('DOWNLOAD_CANCELLED'));
    await this.#running;
  }

  /** Downloads since the start, in the order in which they were asked for. */
  list(): readonly PullView[] {
    return [...this.#pulls.values()].map(({ view }) => view);
  }

  /** Ids of the catalogue whose file is there in full. */
  async installed(): Promise<ReadonlySet<string>> {
    const sizes = await Promise.all(this.catalogue.map((entry) => this.#sizeOf(entry)));
    return new Set(this.catalogue.filter(({ sizeBytes }, index) => sizes[index] === sizeBytes).map(({ id }) => id));
  }

  /**
   * Begins, or lines up, the download of a model; does nothing for one that is under way.
   *
   * @throws `DOWNLOAD_UNKNOWN_MODEL`, `DOWNLOAD_QUEUE_FULL`
   */
  pull(id: string): void {
    const entry = this.catalogue.find((one) => one.id === id);
    if (entry === undefined) throw new ExecutorError('DOWNLOAD_UNKNOWN_MODEL');
    if (this.#stopped || this.#isOpen(id)) return;
    const waiting = [...this.#pulls.values()].filter(({ view }) => view.state === 'waiting').length;
    if (waiting >= MAX_WAITING) throw new ExecutorError('DOWNLOAD_QUEUE_FULL', { waiting });
    this.#pulls.delete(id);
    const view: PullView = {
      id,
      state: 'waiting',
      receivedBytes: 0,
      totalBytes: entry.sizeBytes,
      bytesPerSecond: null,
      problem: null,
    };
    this.#pulls.set(id, { view, entry, abort: new AbortController() });
    this.#modules.onChange();
    this.#running ??= this.#runAll();
  }

  /** Ends a download. @throws `DOWNLOAD_UNKNOWN_MODEL` when none of this id waits or runs */
  cancel(id: string): void {
    const pull = this.#pulls.get(id);
    if (pull === undefined || !this.#isOpen(id)) throw new ExecutorError('DOWNLOAD_UNKNOWN_MODEL');
    pull.abort.abort(new ExecutorError('DOWNLOAD_CANCELLED'));
    if (pull.view.state === 'waiting') this.#set(pull, { state: 'cancelled' });
  }

  /** Settles when nothing waits or runs. */
  async whenIdle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #isOpen(id: string): boolean {
    const state = this.#pulls.get(id)?.view.state;
    return state === 'waiting' || state === 'downloading' || state === 'verifying';
  }

  async #runAll(): Promise<void> {
    for (;;) {
      const next = [...this.#pulls.values()].find(({ view }) => view.state === 'waiting');
      if (next === undefined) break;
      await this.#run(next);
    }
    this.#running = null;
  }

  async #run(pull: Pull): Promise<void> {
    const { logger, clock, onInstalled } = this.#modules;
    const { entry, abort } = pull;
    const rate = new Rate({ clock });
    this.#set(pull, { state: 'downloading' });
    let claim: ReturnType<typeof takeExclusiveFile> = null;
    try {
      claim = this.#claim(entry);
      await download(
        this.#modules,
        {
          url: new URL(`${this.#settings.source}/${entry.path}`),
          file: join(this.#folder, fileNameOf(entry)),
          sizeBytes: entry.sizeBytes,
          sha256: entry.sha256,
        },
        {
          signal: abort.signal,
          onProgress: ({ phase, receivedBytes }) =>
            this.#set(pull, { state: phase, receivedBytes, bytesPerSecond: rate.add(receivedBytes) }),
        },
      );
      this.#set(pull, { state: 'done', receivedBytes: entry.sizeBytes, bytesPerSecond: null });
      logger.info('A model was downloaded', { model: entry.id, bytes: entry.sizeBytes });
      onInstalled();
    } catch (thrown) {
      const problem = toExecutorError(thrown);
      const state = isExecutorError(thrown, 'DOWNLOAD_CANCELLED') ? 'cancelled' : 'failed';
      if (state === 'failed')
        logger.warn('A model could not be downloaded', { model: entry.id, code: problem.code }, problem);
      this.#set(pull, { state, problem: state === 'failed' ? problem : null, bytesPerSecond: null });
    } finally {
      claim?.release();
    }
  }

  /** Two programs that write the same file would damage it. @throws `DOWNLOAD_ELSEWHERE`, `DOWNLOAD_DISK_FAILED` */
  #claim(entry: CatalogueEntry): ReturnType<typeof takeExclusiveFile> {
    let claim: ReturnType<typeof takeExclusiveFile>;
    try {
      claim = takeExclusiveFile(join(this.#folder, `.${fileNameOf(entry)}.lock`));
    } catch (cause) {
      throw new ExecutorError('DOWNLOAD_DISK_FAILED', { reason: 'lock' }, { cause });
    }
    if (claim === null) throw new ExecutorError('DOWNLOAD_ELSEWHERE');
    return claim;
  }

  #set(pull: Pull, change: Partial<PullView>): void {
    pull.view = { ...pull.view, ...change };
    this.#modules.onChange();
  }

  async #sizeOf(entry: CatalogueEntry): Promise<number | null> {
    return stat(join(this.#folder, fileNameOf(entry))).then(
      (facts) => (facts.isFile() ? facts.size : null),
      () => null,
    );
  }
}
