import { type FileHandle, open } from 'node:fs/promises';
import { toLedgerError } from './errors.ts';

/** Waits for the disk without holding up the event loop. */
export interface DiskSync {
  /**
   * Settles when everything committed before the call is on the disk. Calls at the same time share one wait.
   *
   * @throws `LEDGER_UNAVAILABLE`
   */
  sync(): Promise<void>;
  /** To be called, and awaited, before the database is closed: then nobody holds its files but SQLite. */
  close(): Promise<void>;
}

/**
 * Does for a database in WAL mode with `synchronous=NORMAL` what FULL does inside of each commit: it syncs the WAL file.
 * SQLite would do so on the thread that commits, and a busy disk takes tens of milliseconds.
 *
 * Only the WAL file is opened. SQLite keeps its locks on the other two, and closing a second handle of those would drop
 * them (https://www.sqlite.org/howtocorrupt.html, 2.2).
 *
 * @param path - Of the database; `:memory:` has nothing to wait for.
 */
export function createDiskSync(path: string): DiskSync {
  let file: Promise<FileHandle> | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function syncNow(): Promise<void> {
    try {
      // Writable, because Windows flushes no other handle.
      file ??= open(`${path}-wal`, 'r+');
      await (await file).datasync();
    } catch (error) {
      const broken = file;
      file = null;
      await broken?.then((handle) => handle.close()).catch(() => {}); // What failed first is what is told.
      throw toLedgerError(error);
    }
  }

  /** What is running may have begun before the last commit, so only the one after it is sure to take it along. */
  function enqueue(): Promise<void> {
    const start = () => {
      next = null;
      running = syncNow().finally(() => {
        running = null;
      });
      return running;
    };
    if (running === null) return start();
    next ??= running.then(start, start);
    return next;
  }

  return {
    sync: () => (path === ':memory:' ? Promise.resolve() : enqueue()),
    async close() {
      await Promise.allSettled([running, next]);
      const handle = await file?.catch(() => null);
      file = null;
      await handle?.close();
    },
  };
}
