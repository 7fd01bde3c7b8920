import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../core/foundation/clock.ts';
import type { Logger } from '../../core/foundation/logger.ts';
import { defaultSettings, type ShellSettings, shellSettings } from './schema.ts';

interface SettingsModules {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
}

/**
 * The app's own settings in one JSON file.
 *
 * A file that cannot be used is set aside under another name, never overwritten. A failed save is logged and costs
 * nothing but the memory of a window's place.
 */
export class SettingsFile {
  readonly #modules: SettingsModules;
  readonly #file: string;
  #settings: ShellSettings = defaultSettings;
  #writing: Promise<void> = Promise.resolve();

  constructor(modules: SettingsModules, options: { readonly file: string }) {
    this.#modules = modules;
    this.#file = options.file;
  }

  /** The settings as they are now. */
  get(): ShellSettings {
    return this.#settings;
  }

  /** Reads the file; without one the defaults hold. */
  async load(): Promise<ShellSettings> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await this.#setAside();
      return this.#settings;
    }
    const parsed = shellSettings.safeParse(parseJson(text));
    if (parsed.success) this.#settings = parsed.data;
    else await this.#setAside();
    return this.#settings;
  }

  /** Changes and saves settings. Saves follow each other; the last one holds. */
  save(change: Partial<Omit<ShellSettings, 'version'>>): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    const settings = this.#settings;
    this.#writing = this.#writing
      .then(() => writeWhole(this.#file, `${JSON.stringify(settings, null, 2)}\n`))
      .catch((error) => this.#modules.logger.warn('The settings of the app were not saved.', {}, error));
    return this.#writing;
  }

  /** Resolves when everything asked to be saved is on disk. */
  flush(): Promise<void> {
    return this.#writing;
  }

  async #setAside(): Promise<void> {
    const aside = `${this.#file}.unreadable-${this.#modules.clock.nowMs()}`;
    this.#modules.logger.warn('The settings of the app cannot be read and were set aside.');
    await rename(this.#file, aside).catch(() => undefined); // It stays where it is; the next save will say so.
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes beside the file and moves over it, so that a crash leaves the old or the new one. */
async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
