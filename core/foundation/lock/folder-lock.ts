import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Clock, delay, systemClock } from '../clock.ts';
import { type ExclusiveFile, takeExclusiveFile } from '../db/index.ts';
import { ExecutorError } from '../errors/index.ts';
import { type FolderHolder, readLiveHolder, removeHolder, writeHolder } from './holder-file.ts';

/** The right to run on a data folder. */
export interface FolderLock {
  /** False once released. */
  readonly isHeld: boolean;
  readonly holder: FolderHolder;
  /** Lets another executor have the folder. Safe to call twice. */
  release(): Promise<void>;
}

/** Empty file that is locked, and the file beside it that names the holder to people. */
const lockName = 'executor.lock';
const holderName = 'executor.holder.json';

/** Tries before the holder that the file names is believed: it may be a crashed one's whose id is in use again. */
const triesBeforeBelief = 3;
/** Tries while nobody is named: the winner of a race has yet to write its name, or two tries met each other. */
const maxTries = 60;
const tryAgainMs = 25;

/**
 * Makes this process the one executor on a data folder. The folder is created when it is missing.
 *
 * The lock is the operating system's and ends with the process, also by `kill -9`; process ids only serve to name the
 * holder. Of several processes that start at once exactly one gets it.
 *
 * @param options.controlSocket - Where this executor will be reached; told to those who come second.
 * @throws `EXECUTOR_ALREADY_RUNNING` with `{pid, face, since, controlSocket}` of the holder (null where not known),
 *   within 2 s; `EXECUTOR_FOLDER_UNUSABLE` when the folder or its lock file cannot be used.
 */
export async function acquireFolderLock(
  options: {
    readonly folder: string;
    readonly face: 'app' | 'cli' | 'library';
    readonly controlSocket: string;
    readonly signal?: AbortSignal;
  },
  modules: { readonly clock: Clock } = { clock: systemClock },
): Promise<FolderLock> {
  const folder = resolve(options.folder);
  const holderPath = join(folder, holderName);
  // Timers of the clock do not keep a process alive, and this may be all that a starting program does.
  const keepAlive = setInterval(() => {}, 60_000);
  try {
    for (let tries = 1; ; tries++) {
      const file = takeFile(folder);
      if (file) return hold(file, holderPath, { ...options, startedAtMs: modules.clock.nowMs() });
      const other = readLiveHolder(holderPath);
      if ((other && tries >= triesBeforeBelief) || tries >= maxTries) throw alreadyRunning(folder, other);
      await delay(modules.clock, tryAgainMs, options.signal);
    }
  } finally {
    clearInterval(keepAlive);
  }
}

/**
 * True when no executor runs on this folder, also when the folder is missing.
 *
 * @throws `EXECUTOR_FOLDER_UNUSABLE` when it cannot be found out.
 */
export function isFolderFree(folder: string): boolean {
  if (!existsSync(join(folder, lockName))) return true;
  const file = takeFile(resolve(folder));
  file?.release();
  return file !== null;
}

/** Who holds this folder; null when nobody does, or it is not known. */
export function folderHolder(folder: string): FolderHolder | null {
  return isFolderFree(folder) ? null : readLiveHolder(join(resolve(folder), holderName));
}

function takeFile(folder: string): ExclusiveFile | null {
  try {
    return takeExclusiveFile(join(folder, lockName));
  } catch (error) {
    throw unusable(folder, error);
  }
}

function hold(file: ExclusiveFile, holderPath: string, about: Omit<FolderHolder, 'pid'>): FolderLock {
  const { face, controlSocket, startedAtMs } = about;
  const holder: FolderHolder = { pid: process.pid, face, controlSocket, startedAtMs };
  try {
    writeHolder(holderPath, holder);
  } catch (error) {
    file.release();
    throw unusable(resolve(holderPath, '..'), error);
  }
  let isHeld = true;
  return {
    get isHeld() {
      return isHeld;
    },
    holder,
    async release() {
      if (!isHeld) return;
      isHeld = false;
      removeHolder(holderPath);
      file.release();
    },
  };
}

function alreadyRunning(folder: string, other: FolderHolder | null): ExecutorError {
  return new ExecutorError('EXECUTOR_ALREADY_RUNNING', {
    dataFolder: folder,
    pid: other?.pid ?? null,
    face: other?.face ?? null,
    since: other ? new Date(other.startedAtMs).toISOString() : null,
    controlSocket: other?.controlSocket ?? null,
  });
}

function unusable(folder: string, error: unknown): ExecutorError {
  const reason = (error as { code?: unknown }).code;
  const details = { dataFolder: folder, reason: typeof reason === 'string' ? reason : 'UNKNOWN' };
  return new ExecutorError('EXECUTOR_FOLDER_UNUSABLE', details, { cause: error });
}
