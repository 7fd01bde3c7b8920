import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ErrorCode, ExecutorError } from '../foundation/errors/index.ts';

/**
 * Reads a file that was named on the command line.
 *
 * @param tooLarge - Code for a file of more than `maxBytes`.
 * @throws `FILE_UNREADABLE`, or `tooLarge`.
 */
export async function readInputFile(file: string, maxBytes: number, tooLarge: ErrorCode): Promise<Buffer> {
  const path = resolve(file);
  try {
    if ((await stat(path)).size > maxBytes) throw new ExecutorError(tooLarge, { file: path });
    return await readFile(path);
  } catch (error) {
    if (error instanceof ExecutorError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    throw new ExecutorError('FILE_UNREADABLE', { file: path, reason }, { cause: error });
  }
}
