import { createDiskSync, openDatabase } from '../../foundation/db/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import { createCalendar } from './calendar.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import type { Ledger } from './interface.ts';
import { migrations } from './migrations.ts';
import { createReader } from './reader.ts';
import { prepareTransitions } from './writer.ts';

/** Reason of an entry that was open when its run ended without warning. */
export const restartedReason = 'EXECUTOR_RESTARTED';

/** Pages of 4 KiB in the WAL file that start a checkpoint. */
const checkpointPages = 4000;
/** For steps whose loss in a power cut changes nothing: what they leave open is voided at the next start. */
const relaxed = { durable: false };

/** Which ledger, and how it is kept. */
export interface LedgerOptions {
  /** File; created with its folder when there is none. `:memory:` keeps it in memory (demo). */
  readonly path: string;
  readonly logger: Logger;
  /** IANA name of the zone whose days the books count by. @defaultValue the one of this computer. */
  readonly timeZone?: string;
  /** @defaultValue 256 writes a commit */
  readonly groupCommit?: Pick<GroupCommitOptions, 'maxBatch' | 'maxPending'>;
}

/**
 * Opens the books.
 *
 * @throws `LEDGER_UNAVAILABLE`, `LEDGER_CORRUPT` or `LEDGER_NEWER`; the file is then left as it is.
 */
export async function openLedger({ path, logger, timeZone, groupCommit }: LedgerOptions): Promise<Ledger> {
  const database = openDatabase(path, migrations);
  // Commits do not wait for the disk on this thread; the writes that ask for it wait for `disk`.
  database.pragma('synchronous = NORMAL');
  const disk = createDiskSync(path);
  // macOS: its fsync alone leaves data in the drive's own memory. Other systems do not know this setting.
  database.pragma('fullfsync = ON');
  // A checkpoint waits for the disk twice; the default of 1000 pages is reached every 50 requests.
  database.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  const listeners = new Set<(revision: number) => void>();
  const transitions = prepareTransitions({ database, calendar: createCalendar(timeZone) });
  const commits = new GroupCommit({ database, disk }, { ...groupCommit, onCommit: noteChange });
  let revision = 0;

  function noteChange(): void {
    revision++;
    for (const listener of listeners) {
      try {
        listener(revision);
      } catch (error) {
        logger.warn('a listener of the ledger failed', {}, error);
      }
    }
  }

  return {
    ...createReader({ database }),
    get revision() {
      return revision;
    },
    admit: (admission) => commits.run(() => transitions.admit(admission), relaxed),
    complete: (id, outcome, backend) => commits.run(() => transitions.complete(id, outcome, backend)),
    sign: (id, signature) => commits.run(() => transitions.sign(id, Buffer.from(signature).toString('hex')), relaxed),
    accrue: (id) => commits.run(() => transitions.accrue(id)),
    void: (id, reason) => commits.run(() => transitions.void(id, reason), relaxed),
    async recover() {
      const count = await commits.run(() => transitions.voidOpen(restartedReason));
      if (count > 0) logger.warn('voided what the last run left open', { count });
      return count;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      commits.close();
      await disk.close();
      database.close();
    },
  };
}
