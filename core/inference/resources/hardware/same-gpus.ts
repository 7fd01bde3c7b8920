import type { SeenGpu } from '../probes/probe.ts';

/**
 * GPUs of two probes that may see the same ones. The driver's own tool comes first and knows more; of what the second says
 * of GPUs of that vendor only the memory of programs is taken, where the first does not tell it.
 */
export function mergeGpus(first: readonly SeenGpu[], second: readonly SeenGpu[]): readonly SeenGpu[] {
  const vendors = new Set(first.map(({ vendor }) => vendor));
  const memory = new Map<number, number>();
  for (const { vendor, processes } of second) {
    if (!vendors.has(vendor)) continue;
    for (const { pid, memoryBytes } of processes ?? []) if (memoryBytes !== null) memory.set(pid, memoryBytes);
  }
  const filled = first.map((gpu) => ({
    ...gpu,
    processes:
      gpu.processes?.map((one) => ({ ...one, memoryBytes: one.memoryBytes ?? memory.get(one.pid) ?? null })) ?? null,
  }));
  return [...filled, ...second.filter(({ vendor }) => !vendors.has(vendor))];
}
