import { toExecutorError } from '../../../../foundation/errors/index.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import type { Scout } from '../process/index.ts';
import type { ModelHeader } from '../protocol.ts';
import { type ModelFile, scanFolders } from './scan-folders.ts';

/** A model file that can be loaded, as far as its head tells. */
export interface KnownModel {
  readonly file: ModelFile;
  readonly header: ModelHeader;
}

interface LibraryModules {
  readonly logger: Logger;
  readonly scout: Pick<Scout, 'ask' | 'during'>;
}

/** The model files of some folders. The head of each is read once for as long as the file stays the same. */
export class ModelLibrary {
  readonly #modules: LibraryModules;
  readonly #folders: readonly string[];
  readonly #closing = new AbortController();
  /** By path, size and time; null for a file that nobody can read. */
  #headers = new Map<string, ModelHeader | null>();
  #listing: Promise<readonly KnownModel[]> | null = null;

  constructor(modules: LibraryModules, folders: readonly string[]) {
    this.#modules = modules;
    this.#folders = folders;
  }

  /** The models there are now. Calls while one is under way share it. Never rejects for a file. */
  list(): Promise<readonly KnownModel[]> {
    this.#listing ??= this.#modules.scout
      .during(() => this.#list())
      .finally(() => {
        this.#listing = null;
      });
    return this.#listing;
  }

  close(): void {
    this.#closing.abort();
  }

  async #list(): Promise<readonly KnownModel[]> {
    const files = await scanFolders(this.#folders, this.#closing.signal);
    const headers = new Map<string, ModelHeader | null>();
    const models: KnownModel[] = [];
    for (const file of files) {
      this.#closing.signal.throwIfAborted();
      const key = `${file.path}\n${file.sizeBytes}\n${file.modifiedAtMs}`;
      const before = this.#headers.get(key);
      const header = before === undefined ? await this.#read(file) : before;
      headers.set(key, header);
      if (header?.generates) models.push({ file, header });
    }
    this.#headers = headers;
    return models;
  }

  /**
   * Null for a file that cannot be read, or that ends whoever reads it. One whose reader ended is read once more: that
   * may have been for something else that the reader was asked.
   */
  async #read({ path, id }: Pick<ModelFile, 'path' | 'id'>, isAgain = false): Promise<ModelHeader | null> {
    try {
      return (await this.#modules.scout.ask({ type: 'inspect', file: path })).header;
    } catch (error) {
      const { code } = toExecutorError(error);
      // Without any engine no file is at fault.
      if (code === 'BACKEND_ENGINE_UNAVAILABLE') throw error;
      this.#closing.signal.throwIfAborted();
      if (!isAgain && code !== 'BACKEND_ENGINE_LOAD_FAILED') return this.#read({ path, id }, true);
      this.#modules.logger.warn('A model file cannot be read', { model: id, code });
      return null;
    }
  }
}
