import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { sqliteCode } from './errors.ts';
import { nativeBinding } from './native-binding.ts';

/** A file that no other process can hold at the same time. */
export interface ExclusiveFile {
  /** Lets others have it. Safe to call twice. */
  release(): void;
}

/**
 * Takes a file for this process alone, creating it when there is none.
 *
 * Node has no file locks, SQLite has the operating system's on every platform (`fcntl`, `LockFileEx`): an open
 * exclusive transaction is one. The system ends it with the process, however that ends, and no process id is involved.
 * The file stays empty. Nothing else may open it: closing any descriptor of it would end a POSIX lock.
 *
 * @returns null when another process, or another call in this one, holds it.
 * @throws An error of SQLite or of the file system when the file cannot be used.
 */
export function takeExclusiveFile(path: string): ExclusiveFile | null {
  let database: BetterSqlite3.Database | undefined;
  try {
    createPrivateFile(path);
    const opened = new BetterSqlite3(path, { timeout: 0, ...nativeBinding() });
    database = opened;
    opened.exec('BEGIN EXCLUSIVE');
    return { release: () => void opened.close() };
  } catch (error) {
    database?.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

/** An existing file is not opened here: closing it again would end a lock that this very process holds. */
function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
