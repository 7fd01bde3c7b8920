import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../../foundation/clock.ts';
import { listFolder, readText } from '../../tools/read-text.ts';
import type { SeenProcess } from '../probe.ts';
import { type DrmClient, parseFdinfo } from './parse-fdinfo.ts';

/** How often every program is searched for open GPUs; in between, those that had one are asked again. */
const SEARCH_EVERY_MS = 10_000;
/** Most programs and open files of one that a search looks at, and programs that are looked at side by side. */
const MAX = { programs: 8192, files: 1024, atOnce: 4 } as const;

interface OpenGpu {
  readonly pid: number;
  readonly fdinfo: readonly string[];
}

/** Finds the programs that hold memory of a GPU by what `/proc` tells of their open files. Other users' stay hidden. */
export class CardUsers {
  readonly #clock: Clock;
  readonly #procRoot: string;
  #open: readonly OpenGpu[] = [];
  #nextSearchMs = Number.NEGATIVE_INFINITY;

  constructor(modules: { clock: Clock }, options: { procRoot: string }) {
    this.#clock = modules.clock;
    this.#procRoot = options.procRoot;
  }

  /** The programs of each GPU, by its place on the PCI bus. */
  async find(signal: AbortSignal): Promise<ReadonlyMap<string, readonly SeenProcess[]>> {
    if (this.#clock.monotonicMs() >= this.#nextSearchMs) {
      this.#open = await this.#search(signal);
      this.#nextSearchMs = this.#clock.monotonicMs() + SEARCH_EVERY_MS;
    }
    const byCard = new Map<string, SeenProcess[]>();
    for (const { pid, fdinfo } of this.#open) {
      signal.throwIfAborted();
      const program = (await readText(join(this.#procRoot, String(pid), 'comm'), 256)) ?? 'unknown';
      for (const [slot, memoryBytes] of await memoryByCard(fdinfo)) {
        const users = byCard.get(slot) ?? [];
        byCard.set(slot, users);
        users.push({ pid, program, memoryBytes });
      }
    }
    return byCard;
  }

  async #search(signal: AbortSignal): Promise<readonly OpenGpu[]> {
    const names = await listFolder(this.#procRoot);
    const pids = names.filter((name) => /^\d{1,10}$/.test(name)).slice(0, MAX.programs);
    const found: OpenGpu[] = [];
    const work = async () => {
      for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
        signal.throwIfAborted();
        const fdinfo = await this.#openGpusOf(pid);
        if (fdinfo.length > 0) found.push({ pid: Number(pid), fdinfo });
      }
    };
    await Promise.all(Array.from({ length: MAX.atOnce }, work));
    return found.sort((a, b) => a.pid - b.pid);
  }

  async #openGpusOf(pid: string): Promise<readonly string[]> {
    const folder = join(this.#procRoot, pid);
    const fds = (await listFolder(join(folder, 'fd'))).slice(0, MAX.files);
    const files: string[] = [];
    for (const fd of fds) {
      const target = await readlink(join(folder, 'fd', fd)).catch(() => '');
      if (target.startsWith('/dev/dri/')) files.push(join(folder, 'fdinfo', fd));
    }
    return files;
  }
}

async function memoryByCard(fdinfo: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const clients = new Map<string, DrmClient>();
  for (const file of fdinfo) {
    const client = parseFdinfo((await readText(file, 8192)) ?? '');
    if (client !== null) clients.set(`${client.slot} ${client.clientId}`, client);
  }
  const sums = new Map<string, number>();
  for (const { slot, memoryBytes } of clients.values()) sums.set(slot, (sums.get(slot) ?? 0) + memoryBytes);
  return sums;
}
