import type BetterSqlite3 from 'better-sqlite3';
import { ExecutorError } from '../errors/index.ts';

/** One step of a database's form. A step that was released never changes; a change is a new step at the end. */
export interface Migration {
  /** What it does, for the reader. */
  readonly name: string;
  /** One or more SQL statements. */
  readonly sql: string;
}

/**
 * How many steps this file has seen, by SQLite's own `user_version`. Reads only.
 *
 * @throws `LEDGER_NEWER` when it has seen more than `known` steps.
 * @throws `LEDGER_CORRUPT` when it holds tables but never saw a step: another program wrote it.
 */
export function stepsDone(database: BetterSqlite3.Database, known: number): number {
  const done = Number(database.pragma('user_version', { simple: true }));
  if (done > known) throw new ExecutorError('LEDGER_NEWER', { fileVersion: done, knownVersion: known });
  if (done === 0 && hasTables(database)) throw new ExecutorError('LEDGER_CORRUPT', { reason: 'NOT_OURS' });
  return done;
}

/** Runs the steps that this file has not seen: all of them, or none when one fails. */
export function migrate(database: BetterSqlite3.Database, migrations: readonly Migration[]): void {
  const run = database.transaction(() => {
    const done = stepsDone(database, migrations.length);
    if (done === migrations.length) return;
    for (const migration of migrations.slice(done)) database.exec(migration.sql);
    database.pragma(`user_version = ${migrations.length}`);
  });
  run.immediate();
}

function hasTables(database: BetterSqlite3.Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
