import { basename, join, win32 } from 'node:path';
import type { GpuProcessReading } from '../interface.ts';
import type { SeenProcess } from '../probes/probe.ts';
import { shownName } from '../shown-name.ts';
import type { Surroundings } from '../surroundings.ts';
import { readText } from '../tools/read-text.ts';

/** Folders and names that model programs run from. LM Studio runs models in a Node of its own, below `.lmstudio`. */
const backendPrograms = [
  /[\\/]\.(lmstudio|ollama)[\\/]/i,
  /(^|[\\/])(lm[ -]?studio|lms|llmster)(?![a-z0-9])/i,
  /(^|[\\/])ollama(?![a-z0-9])/i,
  /(^|[\\/])(llama-(server|cli|box|swap)|llamafile|koboldcpp)(?![a-z0-9])/i,
  /(^|[\\/])VLLM::/,
];

/** Most parents that are asked for: a chain is never that long, a hostile `/proc` may be a circle. */
const MAX_PARENTS = 32;

/** Says whose the programs on a GPU are. */
export class ProcessOwners {
  readonly #surroundings: Surroundings;
  readonly #ownPid: number;

  constructor(surroundings: Surroundings, { ownPid = process.pid }: { ownPid?: number } = {}) {
    this.#surroundings = surroundings;
    this.#ownPid = ownPid;
  }

  async judge(seen: SeenProcess): Promise<GpuProcessReading> {
    const { pid, program, memoryBytes } = seen;
    return { pid, name: nameOf(program), memoryBytes, owner: await this.#ownerOf(seen) };
  }

  async #ownerOf({ pid, program }: SeenProcess): Promise<GpuProcessReading['owner']> {
    if (await this.#isOurs(pid)) return 'own';
    return backendPrograms.some((pattern) => pattern.test(program)) ? 'backend' : 'other';
  }

  /** True for this process and, where the system tells parents, for its children and theirs. */
  async #isOurs(pid: number): Promise<boolean> {
    let at: number | null = pid;
    for (let step = 0; at !== null && at > 1 && step < MAX_PARENTS; step += 1) {
      if (at === this.#ownPid) return true;
      at = await this.#parentOf(at);
    }
    return false;
  }

  async #parentOf(pid: number): Promise<number | null> {
    const { platform, procRoot } = this.#surroundings;
    if (platform !== 'linux') return null;
    return parseParent((await readText(join(procRoot, String(pid), 'stat'), 1024)) ?? '');
  }
}

/** Parent of a process by its line in `/proc/<pid>/stat`, whose second word is a name with anything in it. */
export function parseParent(stat: string): number | null {
  const parent = /^\S+ (\d{1,10}) /.exec(stat.slice(stat.lastIndexOf(')') + 2))?.[1];
  return parent === undefined ? null : Number(parent);
}

/** Name without the folder, in either way of writing paths, and without what came after the program's name. */
function nameOf(program: string): string {
  return shownName(win32.basename(basename(program.split(' --', 1)[0] ?? program))) || 'unknown';
}
