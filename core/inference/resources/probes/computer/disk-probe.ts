import { statfs } from 'node:fs/promises';
import type { Probe } from '../probe.ts';

/** The disk that a folder is on. `freeBytes` is what this user may still write. */
export interface DiskSight {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** The disk that the data folder is on. */
export function diskProbe(dataFolder: string): Probe<DiskSight> {
  return {
    name: 'disk',
    everyMs: 10_000,
    async look() {
      const { blocks, bavail, bsize } = await statfs(dataFolder);
      return { state: 'ok', value: { totalBytes: blocks * bsize, freeBytes: bavail * bsize }, detail: 'Known.' };
    },
  };
}
