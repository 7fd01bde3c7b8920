import type { SeenProcess } from '../probe.ts';

/** Most processes of one GPU that are kept. */
const MAX_PROCESSES = 256;
const MEBIBYTE = 1024 * 1024;

/**
 * Reads `nvidia-smi -q -d PIDS`: the programs of each GPU, those that draw (`G`) beside those that compute (`C`).
 * Under Windows the driver tells no memory of a single program, which is null here.
 *
 * @returns By the bus address of the GPU, lower case. A GPU that says it does not tell its programs is left out.
 */
export function parseProcesses(text: string): ReadonlyMap<string, readonly SeenProcess[]> {
  const byGpu = new Map<string, readonly SeenProcess[]>();
  for (const part of text.split(/^GPU (?=[0-9A-Fa-f]+:)/m).slice(1)) {
    const busId = /^\S+/.exec(part)?.[0].toLowerCase() ?? '';
    if (/^\s+Processes\s+:\s+(N\/A|\[?Not Supported\]?|ERR!|\[?GPU is lost\]?)\s*$/m.test(part)) continue;
    const found = part.split(/^\s+Process ID\s+:/m).slice(1, MAX_PROCESSES + 1);
    byGpu.set(busId, merge(found.flatMap((lines) => parseProcess(lines) ?? [])));
  }
  return byGpu;
}

function parseProcess(lines: string): SeenProcess | null {
  const pid = /^\s*(\d{1,10})\s*$/m.exec(lines.split('\n', 1)[0] ?? '')?.[1];
  if (pid === undefined || !Number.isSafeInteger(Number(pid))) return null;
  const name = /^\s+Name\s+:[ \t]*(.*?)\s*$/m.exec(lines)?.[1] ?? '';
  const mebibytes = /^\s+Used GPU Memory\s+:\s+(\d{1,9}) MiB\s*$/m.exec(lines)?.[1];
  return {
    pid: Number(pid),
    program: name === '' || /^\[.*\]$/.test(name) ? 'unknown' : name.slice(0, 512),
    memoryBytes: mebibytes === undefined ? null : Number(mebibytes) * MEBIBYTE,
  };
}

/** One program may stand there twice, for drawing and for computing, or once for each part of a divided GPU. */
function merge(processes: readonly SeenProcess[]): readonly SeenProcess[] {
  const byPid = new Map<number, SeenProcess>();
  for (const one of processes) {
    const known = byPid.get(one.pid);
    const memoryBytes =
      known === undefined || known.memoryBytes === null ? one.memoryBytes : known.memoryBytes + (one.memoryBytes ?? 0);
    byPid.set(one.pid, { ...(known ?? one), memoryBytes });
  }
  return [...byPid.values()];
}
