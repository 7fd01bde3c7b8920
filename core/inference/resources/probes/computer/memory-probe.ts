import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../../surroundings.ts';
import { readText } from '../../tools/read-text.ts';
import type { Probe } from '../probe.ts';
import { readAvailable } from './vm-stat.ts';

/** The main memory at one moment. */
export interface MemorySight {
  readonly totalBytes: number;
  /** What programs could take without anything being swapped out. */
  readonly availableBytes: number;
  readonly swapUsedBytes: number | null;
}

/** The main memory: by `/proc/meminfo` under Linux, by Node and `vm_stat` elsewhere, which are not asked for swap. */
export function memoryProbe(surroundings: Surroundings): Probe<MemorySight> {
  return {
    name: 'memory',
    everyMs: 0,
    async look(signal) {
      const { platform, procRoot } = surroundings;
      const text = platform === 'linux' ? await readText(join(procRoot, 'meminfo'), 16_384) : null;
      const known = text === null ? null : parseMemory(text);
      if (known !== null) return { state: 'ok', value: known, detail: 'Known.' };
      const node = nodeMemory();
      const availableBytes = (await readAvailable(surroundings, signal)) ?? node.availableBytes;
      const value = { ...node, availableBytes: Math.min(availableBytes, node.totalBytes) };
      return { state: 'ok', value, detail: 'Known.' };
    },
  };
}

/** What Node tells of the main memory. */
export function nodeMemory(): MemorySight {
  return { totalBytes: totalmem(), availableBytes: freemem(), swapUsedBytes: null };
}

/** Reads `/proc/meminfo`; null when its two important lines are not there. */
export function parseMemory(text: string): MemorySight | null {
  const bytes = (name: string): number | null => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d{1,12}) kB$`, 'm').exec(text)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  };
  const totalBytes = bytes('MemTotal');
  const availableBytes = bytes('MemAvailable');
  if (totalBytes === null || availableBytes === null) return null;
  const swapTotal = bytes('SwapTotal');
  const swapFree = bytes('SwapFree');
  const swapUsedBytes = swapTotal === null || swapFree === null ? null : Math.max(0, swapTotal - swapFree);
  return { totalBytes, availableBytes: Math.min(availableBytes, totalBytes), swapUsedBytes };
}
