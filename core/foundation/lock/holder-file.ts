import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const holderSchema = z.object({
  pid: z.int().positive(),
  face: z.enum(['app', 'cli', 'library']),
  controlSocket: z.string().max(4096),
  startedAtMs: z.int().nonnegative(),
});

/** Who holds a data folder. */
export interface FolderHolder {
  /** Process id. */
  readonly pid: number;
  /** Which program it is. */
  readonly face: 'app' | 'cli' | 'library';
  /** Where its control socket is. */
  readonly controlSocket: string;
  /** Wall time of the lock. */
  readonly startedAtMs: number;
}

/** Writes who holds the folder, whole or not at all. Only the lock's holder calls it. */
export function writeHolder(path: string, holder: FolderHolder): void {
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

/** Forgets it; a missing file is fine. */
export function removeHolder(path: string): void {
  rmSync(path, { force: true });
}

/** Who wrote the file last, if that process still runs; null otherwise. It says nothing about the lock itself. */
export function readLiveHolder(path: string): FolderHolder | null {
  try {
    const holder = holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return isRunning(holder.pid) ? holder : null;
  } catch {
    // Not written yet, or of a run that was cut off while writing.
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
