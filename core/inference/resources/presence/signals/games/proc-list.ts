import { open, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../../../foundation/clock.ts';
import { fileName, MAX_PROGRAMS, type ProcessList, type RunningProgram } from './processes.ts';

/** Files that are read at the same time. */
const AT_ONCE = 32;
/** For this long after it appeared, a program may still turn into another one by the next look. */
const YOUNG_MS = 10_000;
/** Later it is asked for its name this often. */
const REREAD_MS = 10_000;
/** Of a command line only the name of the program is wanted. */
const COMMAND_BYTES = 4096;

interface Known {
  readonly firstSeenMs: number;
  readonly readAtMs: number;
  readonly names: readonly string[];
}

/** Programs as `/proc` of Linux tells them. Reads little: names are kept while their process lives. */
export class ProcList implements ProcessList {
  readonly everyMs = 200;
  readonly #clock: Clock;
  readonly #root: string;
  #known = new Map<number, Known>();

  /** @param options.root - @defaultValue `/proc` */
  constructor(modules: { readonly clock: Clock }, options: { readonly root?: string } = {}) {
    this.#clock = modules.clock;
    this.#root = options.root ?? '/proc';
  }

  async list(signal: AbortSignal): Promise<readonly RunningProgram[]> {
    const pids = (await readdir(this.#root)).filter((name) => /^\d{1,10}$/.test(name)).slice(0, MAX_PROGRAMS);
    const nowMs = this.#clock.monotonicMs();
    const known = new Map<number, Known>();
    for (let at = 0; at < pids.length; at += AT_ONCE) {
      signal.throwIfAborted();
      await Promise.all(
        pids.slice(at, at + AT_ONCE).map(async (pid) => {
          known.set(Number(pid), await this.#nameOf(pid, nowMs));
        }),
      );
    }
    this.#known = known;
    return [...known].map(([pid, { names }]) => ({ pid, names }));
  }

  async #nameOf(pid: string, nowMs: number): Promise<Known> {
    const before = this.#known.get(Number(pid));
    if (before !== undefined && nowMs - before.firstSeenMs > YOUNG_MS && nowMs - before.readAtMs < REREAD_MS)
      return before;
    // What ran before the first look is not young, and all of it is not asked again at the same time.
    const isOld = before === undefined && this.#known.size === 0;
    const firstSeenMs = before?.firstSeenMs ?? (isOld ? Number.NEGATIVE_INFINITY : nowMs);
    const readAtMs = isOld ? nowMs - (Number(pid) % 10) * (REREAD_MS / 10) : nowMs;
    return { firstSeenMs, readAtMs, names: await this.#read(pid) };
  }

  /** A process that ends meanwhile, or is another user's, has fewer names. */
  async #read(pid: string): Promise<readonly string[]> {
    const folder = join(this.#root, pid);
    const [file, comm, command] = await Promise.all([
      readlink(join(folder, 'exe')).catch(() => ''),
      readFile(join(folder, 'comm'), 'utf8').catch(() => ''),
      readStart(join(folder, 'cmdline')).catch(() => ''),
    ]);
    // Threads of the kernel have none of both, and are no programs.
    if (file === '' && command === '') return [];
    const [program = '', ...rest] = command.split('\0');
    // Steam keeps this one for as long as a game of its runs.
    const names = [fileName(file.replace(/ \(deleted\)$/, '')), comm.trimEnd(), fileName(program)];
    const isSteamGame = names.includes('reaper') && rest.includes('SteamLaunch');
    return [...new Set(isSteamGame ? [...names, STEAM_LAUNCH] : names)].filter((name) => name !== '');
  }
}

/** Name that stands for whatever game Steam for Linux runs. */
export const STEAM_LAUNCH = 'steam launch';

async function readStart(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(COMMAND_BYTES), 0, COMMAND_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
