import { ExecutorError, toExecutorError } from '../errors/index.ts';

/** SQLite result codes that say the content of the file is not what SQLite wrote. */
const damageCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'];

/** The result code of an error raised by SQLite, such as `SQLITE_CONSTRAINT_UNIQUE`; undefined for other errors. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'SqliteError') return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/**
 * Any failure of a database call as an {@link ExecutorError}.
 * A damaged file becomes `LEDGER_CORRUPT`, every other failure (no space, no permission, no binding) `LEDGER_UNAVAILABLE`.
 * An ExecutorError is returned as it is.
 */
export function toLedgerError(error: unknown): ExecutorError {
  const code = sqliteCode(error);
  if (code === undefined) return toExecutorError(error, 'LEDGER_UNAVAILABLE');
  const isDamaged = damageCodes.some((prefix) => code.startsWith(prefix));
  return new ExecutorError(isDamaged ? 'LEDGER_CORRUPT' : 'LEDGER_UNAVAILABLE', { reason: code }, { cause: error });
}
