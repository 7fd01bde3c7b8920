import { ExecutorError, toExecutorError } from '../errors/index.ts';

/** SQLite result codes that say the content of the file is not what SQLite wrote. */
const damageCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'];

/** The result code of an error raised by SQLite, such as `SQLITE_CONSTRAINT_UNIQUE`; undefined for other errors. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'SqliteError') return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The code of an error of the operating system, such as `EACCES`. */
function systemCode(error: unknown): string | undefined {
  if (error instanceof ExecutorError || !(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Any failure of a database call as an {@link ExecutorError}.
 * A damaged file becomes `LEDGER_CORRUPT`, every other failure (no space, no permission, no binding) `LEDGER_UNAVAILABLE`.
 * An ExecutorError is returned as it is.
 */
export function toLedgerError(error: unknown): ExecutorError {
  const code = sqliteCode(error);
  if (code === undefined) {
    const reason = systemCode(error);
    if (reason === undefined) return toExecutorError(error, 'LEDGER_UNAVAILABLE');
    return new ExecutorError('LEDGER_UNAVAILABLE', { reason }, { cause: error });
  }
  const isDamaged = damageCodes.some((prefix) => code.startsWith(prefix));
  return new ExecutorError(isDamaged ? 'LEDGER_CORRUPT' : 'LEDGER_UNAVAILABLE', { reason: code }, { cause: error });
}

/** The same error with the file that it is about. */
export function withFile(error: ExecutorError, file: string): ExecutorError {
  return new ExecutorError(error.code, { file, ...error.details }, { cause: error.cause });
}
