import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../../foundation/clock.ts';
import { listFolder, readText } from '../../tools/read-text.ts';
import type { SeenProcess } from '../probe.ts';
import { type DrmClient, parseFdinfo } from './parse-fdinfo.ts';

/**
 * How often programs are searched for open GPUs, milliseconds: those that began lately, for programs open a GPU when they
 * begin, and more rarely all of them. In between, those that had one are asked again.
 */
const SEARCH_EVERY_MS = { young: 10_000, all: 60_000 } as const;
/** How long a program counts as begun lately, milliseconds. */
const YOUNG_MS = 45_000;
/** Most programs and open files of one that a search looks at, and programs that are looked at side by side. */
const MAX = { programs: 8192, files: 1024, atOnce: 4 } as const;

interface OpenGpu {
  readonly pid: number;
  readonly program: string;
  readonly fdinfo: readonly string[];
}

/** Finds the programs that hold memory of a GPU by what `/proc` tells of their open files. Other users' stay hidden. */
export class CardUsers {
  readonly #clock: Clock;
  readonly #procRoot: string;
  #open: readonly OpenGpu[] = [];
  /** When each program that runs was first seen. */
  #firstSeenMs = new Map<string, number>();
  readonly #nextSearchMs = { young: Number.NEGATIVE_INFINITY, all: Number.NEGATIVE_INFINITY };

  constructor(modules: { clock: Clock }, options: { procRoot: string }) {
    this.#clock = modules.clock;
    this.#procRoot = options.procRoot;
  }

  /** The programs of each GPU, by its place on the PCI bus. */
  async find(signal: AbortSignal): Promise<ReadonlyMap<string, readonly SeenProcess[]>> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#nextSearchMs.young) {
      const all = nowMs >= this.#nextSearchMs.all;
      this.#open = await this.#search(all, nowMs, signal);
      this.#nextSearchMs.young = nowMs + SEARCH_EVERY_MS.young;
      if (all) this.#nextSearchMs.all = nowMs + SEARCH_EVERY_MS.all;
    }
    const byCard = new Map<string, SeenProcess[]>();
    for (const { pid, program, fdinfo } of this.#open) {
      signal.throwIfAborted();
      for (const [slot, memoryBytes] of await memoryByCard(fdinfo)) {
        const users = byCard.get(slot) ?? [];
        byCard.set(slot, users);
        users.push({ pid, program, memoryBytes });
      }
    }
    return byCard;
  }

  async #search(all: boolean, nowMs: number, signal: AbortSignal): Promise<readonly OpenGpu[]> {
    const names = await listFolder(this.#procRoot);
    const running = names.filter((name) => /^\d{1,10}$/.test(name)).slice(0, MAX.programs);
    this.#firstSeenMs = new Map(running.map((pid) => [pid, this.#firstSeenMs.get(pid) ?? nowMs]));
    const pids = running.filter((pid) => all || nowMs - (this.#firstSeenMs.get(pid) ?? nowMs) < YOUNG_MS);
    const searched = new Set(pids);
    const found = this.#open.filter(({ pid }) => this.#firstSeenMs.has(String(pid)) && !searched.has(String(pid)));
    const work = async () => {
      for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
        signal.throwIfAborted();
        const fdinfo = await this.#openGpusOf(pid);
        if (fdinfo.length === 0) continue;
        const program = (await readText(join(this.#procRoot, pid, 'comm'), 256)) ?? 'unknown';
        found.push({ pid: Number(pid), program, fdinfo });
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
