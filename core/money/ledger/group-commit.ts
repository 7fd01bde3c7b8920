import { type Database, type DiskSync, toLedgerError } from '../../foundation/db/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';

/** How work is gathered. */
export interface GroupCommitOptions {
  /**
   * Most pieces of work in one commit, so that no commit holds up the event loop for long: 256 took 3 ms.
   * @defaultValue 256
   */
  readonly maxBatch?: number;
  /**
   * Pieces of work after which a commit does not wait for the end of the turn, which comes late when many peers speak
   * at once: with 64 of them it was 40 ms. A commit that does not wait for the disk takes 0.1 ms.
   *
   * @defaultValue 8
   */
  readonly promptBatch?: number;
  /**
   * Most pieces of work that wait; more are refused. Far above what the request queue lets through.
   * @defaultValue 20000
   */
  readonly maxPending?: number;
  /** Called after each commit that changed something. */
  readonly onCommit?: () => void;
}

/** How a piece of work is written. */
export interface WriteOptions {
  /**
   * True: its promise resolves when it is on the disk. False: it survives the end of the process at once, and a power
   * cut once a later durable write is on the disk.
   *
   * @defaultValue true
   */
  readonly durable?: boolean;
}

interface Job {
  readonly durable: boolean;
  run(): void;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Gathers the writes of one turn of the event loop into one transaction, so that many requests share one wait for the
 * disk, which the event loop does not take part in. A promise resolves when its write is committed, and on the disk unless it was not asked to be.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #disk: Pick<DiskSync, 'sync'>;
  readonly #options: Required<GroupCommitOptions>;
  readonly #pending: Job[] = [];
  #scheduled = false;
  #closed = false;

  constructor(modules: { database: Database; disk: Pick<DiskSync, 'sync'> }, options: GroupCommitOptions = {}) {
    this.#database = modules.database;
    this.#disk = modules.disk;
    this.#options = { maxBatch: 256, promptBatch: 8, maxPending: 20_000, onCommit: () => {}, ...options };
  }

  /**
   * Runs `work` inside the next transaction.
   *
   * @param work - Synchronous. An `ExecutorError` must be thrown before its first write, and fails this work alone.
   *   It may be run a second time after a rollback.
   * @throws What `work` throws; `LEDGER_UNAVAILABLE` or `LEDGER_CORRUPT` when the transaction fails.
   */
  run<Result>(work: () => Result, { durable = true }: WriteOptions = {}): Promise<Result> {
    if (this.#closed) return Promise.reject(new ExecutorError('LEDGER_UNAVAILABLE', { reason: 'CLOSED' }));
    if (this.#pending.length >= this.#options.maxPending)
      return Promise.reject(new ExecutorError('LEDGER_UNAVAILABLE', { reason: 'TOO_MANY_WRITES' }));
    return new Promise((resolve, reject) => {
      let result: Result;
      this.#pending.push({
        durable,
        run: () => {
          result = work();
        },
        resolve: () => resolve(result),
        reject,
      });
      this.#schedule();
    });
  }

  /** Commits what is pending and takes nothing more. */
  close(): void {
    this.#closed = true;
    while (this.#pending.length > 0) this.#flush();
  }

  #schedule(): void {
    if (this.#pending.length === this.#options.promptBatch) queueMicrotask(() => this.#flush());
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      if (this.#pending.length > 0) this.#schedule();
    });
  }

  #flush(): void {
    const jobs = this.#pending.splice(0, this.#options.maxBatch);
    if (jobs.length === 0) return;
    const failure = this.#commit(jobs);
    if (failure === undefined) return;
    // One piece of work with a value that SQLite refuses must not take the others with it.
    if (jobs.length > 1 && !isFailureOfFile(failure)) {
      for (const job of jobs) {
        const own = this.#commit([job]);
        if (own !== undefined) job.reject(toLedgerError(own));
      }
    } else for (const job of jobs) job.reject(toLedgerError(failure));
  }

  #rollBack(): void {
    try {
      // SQLite has already rolled back by itself after some failures, a full disk for one.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    } catch {
      // The failure that led here is the one that is reported; the next BEGIN fails if the file stays unusable.
    }
  }

  /** Settles the jobs after a commit; returns what rolled it back otherwise. */
  #commit(jobs: readonly Job[]): unknown {
    const refused = new Map<Job, ExecutorError>();
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const job of jobs) {
        try {
          job.run();
        } catch (error) {
          if (!(error instanceof ExecutorError)) throw error;
          refused.set(job, error);
        }
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      return error;
    }
    if (refused.size < jobs.length) this.#options.onCommit();
    this.#settle(jobs, refused);
    return undefined;
  }

  /** Tells each caller how its write ended: at once, or when the disk has it. */
  #settle(jobs: readonly Job[], refused: ReadonlyMap<Job, ExecutorError>): void {
    const waiting: Job[] = [];
    for (const job of jobs) {
      const error = refused.get(job);
      if (error !== undefined) job.reject(error);
      else if (job.durable) waiting.push(job);
      else job.resolve();
    }
    if (waiting.length === 0) return;
    this.#disk.sync().then(
      () => {
        for (const job of waiting) job.resolve();
      },
      (error) => {
        for (const job of waiting) job.reject(error);
      },
    );
  }
}

/** True when the file or the disk failed, so that trying the pieces one by one is of no use. */
function isFailureOfFile(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') && !/^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG)/.test(code);
}
