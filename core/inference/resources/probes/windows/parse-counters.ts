import { z } from 'zod';
import type { SeenGpu, SeenProcess } from '../probe.ts';

/** Whoever names a program decides how long its name is. */
const text = z.string().transform((name) => name.slice(0, 1024));
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const few = 64;
const many = 4096;
const counters = z.object({
  adapters: z.array(z.object({ name: text, driver: text, bytes: amount })).max(few),
  engines: z.array(z.object({ name: text, percent: amount })).max(many),
  memory: z.array(z.object({ name: text, bytes: amount })).max(few),
  processes: z.array(z.object({ name: text, program: text, bytes: amount })).max(many),
});
type Counters = z.infer<typeof counters>;

const vendors = [
  [/nvidia/i, 'nvidia'],
  [/\bamd\b|radeon/i, 'amd'],
  [/intel/i, 'intel'],
] as const;

/**
 * GPUs by a line of {@link countersScript}. Windows' counters name a GPU by a number of this start of the computer, its
 * registry by name; what of both belongs together is told nowhere. So the GPU that has the most memory in use is taken for
 * the one that has the most memory, and so on; with one GPU that is exact.
 *
 * @returns Null for a line that is none of these.
 */
export function parseCounters(line: string): readonly SeenGpu[] | null {
  const found = counters.safeParse(toJson(line));
  if (!found.success) return null;
  const { adapters, memory } = found.data;
  const largest = [...adapters].sort((a, b) => b.bytes - a.bytes);
  const busiest = [...memory].sort((a, b) => b.bytes - a.bytes);
  return largest.map(({ name, driver, bytes }, rank) => {
    const used = busiest[rank];
    const luid = used === undefined ? null : luidOf(used.name);
    return {
      index: null,
      name: name.slice(0, 120) || 'GPU',
      vendor: vendors.find(([pattern]) => pattern.test(name))?.[1] ?? 'other',
      driver: driver || null,
      load: luid === null ? null : loadOf(found.data, luid),
      memoryTotalBytes: Math.round(bytes),
      memoryUsedBytes: used === undefined ? null : Math.round(used.bytes),
      temperatureC: null,
      powerWatts: null,
      powerLimitWatts: null,
      processes: luid === null ? null : processesOf(found.data, luid),
    };
  });
}

/** As the task manager has it: an engine is as busy as all programs together make it, a GPU as its busiest engine. */
function loadOf({ engines }: Counters, luid: string): number {
  const byEngine = new Map<string, number>();
  for (const { name, percent } of engines) {
    if (luidOf(name) !== luid) continue;
    const engine = /_eng_\d+/.exec(name)?.[0] ?? '';
    byEngine.set(engine, (byEngine.get(engine) ?? 0) + percent);
  }
  return Math.min(100, Math.max(0, ...byEngine.values())) / 100;
}

function processesOf({ processes }: Counters, luid: string): readonly SeenProcess[] {
  return processes.flatMap(({ name, program, bytes }) => {
    const pid = /^pid_(\d{1,10})_/.exec(name)?.[1];
    if (pid === undefined || luidOf(name) !== luid) return [];
    return [{ pid: Number(pid), program: program || 'unknown', memoryBytes: Math.round(bytes) }];
  });
}

/** The part of a counter's name that says which GPU it is of. */
function luidOf(name: string): string | null {
  return /luid_0x[0-9a-f]+_0x[0-9a-f]+_phys_\d+/i.exec(name)?.[0].toLowerCase() ?? null;
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
