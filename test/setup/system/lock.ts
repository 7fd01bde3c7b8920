import { setTimeout as wait } from 'node:timers/promises';
import { freeStaleLock, takeLock } from './lock-file.mjs';
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
    const held = takeLock(path);
    if (held) return held.release;
    const { isFree, holder } = freeStaleLock(path);
    if (Date.now() > untilMs) throw new Error(`Another process has held ${path} for too long; delete it.`);
    if (isFree) continue;
    if (!told) say(`waiting for process ${holder ?? '?'}, which is doing the same`);
    told = true;
    await wait(200);
  }
}
