import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.ts';

/** Where what is expensive to make is kept, outside the checkout and shared by all of them. */
export function cacheFolder(): string {
  const { LLOOM_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  return LLOOM_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'lloom-executor');
}

/** The folder of this name in the cache, or undefined while it was never made completely. */
export function findCached(name: string): string | undefined {
  const folder = join(cacheFolder(), name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * Makes a folder of the cache unless it is there already.
 * It appears under its name only when complete, and only one process makes it while others wait.
 *
 * @param make - Fills the empty folder that it is given.
 * @returns Path of the complete folder.
 */
export async function makeCached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = join(cacheFolder(), name);
  if (existsSync(target)) return target;
  mkdirSync(cacheFolder(), { recursive: true });
  return withLock(`${target}.lock`, async () => {
    const unfinished = `${target}.making-${process.pid}`;
    try {
      if (existsSync(target)) return target;
      mkdirSync(unfinished, { recursive: true });
      await make(unfinished);
      // A folder that is not empty is never replaced: when another process was first, its result stays.
      if (!existsSync(target)) renameSync(unfinished, target);
      return target;
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  });
}
