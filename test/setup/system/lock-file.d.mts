/** A lock that this process holds. */
export interface HeldLock {
  /** Names another process as the holder, for as long as that one lives. */
  passTo(pid: number): void;
  /** Lets another process have it, unless it was taken away. */
  release(): void;
}

/** Takes the lock, or returns undefined while its file is there. */
export function takeLock(path: string): HeldLock | undefined;

/**
 * Removes the file of a holder that has ended: its process is gone, another one has its id, or the computer was started
 * since. A file without a holder's name counts as one after 5 s.
 *
 * @returns Whether it is worth trying to take the lock at once, and the process id in the file.
 */
export function freeStaleLock(path: string): { readonly isFree: boolean; readonly holder: number | undefined };
