import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './processes.ts';
import { say } from './progress.ts';

/** Longest wait for another process that does the same. */
const lockWaitMs = 15 * 60_000;

/**
 * Does something that one process at a time may do. A lock whose process has ended is taken over.
 *
 * @param path - File that is the lock; its folder must exist.
 * @throws Error when another process holds it for 15 minutes.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await lock(path);
  try {
    return await work();
  } finally {
    release();
  }
}

async function lock(path: string): Promise<() => void> {
  const untilMs = Date.now() + lockWaitMs;
  let told = false;
  for (;;) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder !== undefined && !isAlive(holder)) rmSync(path, { force: true });
    else if (Date.now() > untilMs) throw new Error(`Another process has held ${path} for too long; delete it.`);
    else {
      if (!told) say(`waiting for process ${holder ?? '?'}, which is doing the same`);
      told = true;
      await wait(200);
    }
  }
}

function readHolder(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}
