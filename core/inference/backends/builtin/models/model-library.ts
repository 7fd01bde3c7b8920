import type { Clock } from '../../../../foundation/clock.ts';
import { toExecutorError } from '../../../../foundation/errors/index.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import type { EngineLauncher } from '../launch/index.ts';
import { EngineProcess } from '../process/index.ts';
import type { ModelHeader } from '../protocol.ts';
import { type ModelFile, scanFolders } from './scan-folders.ts';

/** Longest time for the head of one file. */
const readLimitMs = 20_000;

/** A model file that can be loaded, as far as its head tells. */
export interface KnownModel {
  readonly file: ModelFile;
  readonly header: ModelHeader;
}

interface LibraryModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly launcher: EngineLauncher;
}

interface LibraryOptions {
  readonly backend: string;
  readonly folders: readonly string[];
}

/**
 * The model files of some folders. Their heads are read in a process of the engine's, because a file from elsewhere can
 * be made to break what reads it; each is read once for as long as it stays the same.
 */
export class ModelLibrary {
  readonly #modules: LibraryModules;
  readonly #options: LibraryOptions;
  /** By path, size and time; null for a file that nobody can read. */
  #headers = new Map<string, ModelHeader | null>();
  #listing: Promise<readonly KnownModel[]> | null = null;
  #process: EngineProcess | null = null;
  #closed = false;

  constructor(modules: LibraryModules, options: LibraryOptions) {
    this.#modules = modules;
    this.#options = options;
  }

  /** The models there are now. Calls while one is under way share it. Never rejects for a file. */
  list(): Promise<readonly KnownModel[]> {
    this.#listing ??= this.#list().finally(() => {
      this.#listing = null;
    });
    return this.#listing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.stop();
  }

  async #list(): Promise<readonly KnownModel[]> {
    const files = await scanFolders(this.#options.folders, new AbortController().signal);
    const known = new Map<string, ModelHeader | null>();
    const models: KnownModel[] = [];
    for (const file of files) {
      if (this.#closed) break;
      const key = `${file.path}\n${file.sizeBytes}\n${file.modifiedAtMs}`;
      const before = this.#headers.get(key);
      const header = before === undefined ? await this.#read(file) : before;
      known.set(key, header);
      if (header?.generates) models.push({ file, header });
    }
    this.#headers = known;
    await this.#process?.stop();
    return models;
  }

  async #read({ path, id }: ModelFile): Promise<ModelHeader | null> {
    try {
      this.#process ??= this.#launch();
      const signal = AbortSignal.timeout(readLimitMs);
      return (await this.#process.ask({ type: 'inspect', file: path }, { signal })).header;
    } catch (error) {
      await this.#process?.stop();
      const { code } = toExecutorError(error);
      this.#modules.logger.warn('A model file cannot be read', { model: id, code });
      return null;
    }
  }

  #launch(): EngineProcess {
    const process: EngineProcess = new EngineProcess(this.#modules, {
      backend: this.#options.backend,
      spec: { gpuDevices: [] },
      onAnswered: () => {},
      onEnd: () => {
        if (this.#process === process) this.#process = null;
      },
    });
    return process;
  }
}
