import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type ErrorDetails, ExecutorError, isExecutorError } from '../foundation/errors/index.ts';
import { bytesToHex } from '../protocol/index.ts';
import { parsePrivateKey } from './private-key.ts';

/** A key file has about 64 characters; more than this is some other file. */
const MAX_KEY_FILE_BYTES = 1024;

/**
 * Reads a private key from a file of hex text; white space around it is allowed.
 *
 * @returns 32 bytes; undefined when there is no file of this name.
 * @throws {@link ExecutorError} `IDENTITY_UNREADABLE` when there is one that is not a key; it is left as it is.
 */
export async function readKeyFile(file: string): Promise<Uint8Array | undefined> {
  try {
    const about = await stat(file);
    if (!about.isFile() || about.size > MAX_KEY_FILE_BYTES) throw new ExecutorError('IDENTITY_KEY_INVALID');
    return parsePrivateKey((await readFile(file, 'utf8')).trim());
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw new ExecutorError('IDENTITY_UNREADABLE', { file, ...reasonOf(cause) }, { cause });
  }
}

/**
 * Writes a private key into a file that does not exist yet: whole or not at all, for this user only.
 *
 * @returns False when the file exists; then it was not touched.
 * @throws {@link ExecutorError} `IDENTITY_NOT_SAVED`
 */
export async function writeNewKeyFile(file: string, privateKey: Uint8Array): Promise<boolean> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writePrivately(temporary, bytesToHex(privateKey));
    if (!(await linkUnlessTaken(temporary, file))) return false;
    await syncFolder(dirname(file));
    return true;
  } catch (cause) {
    throw new ExecutorError('IDENTITY_NOT_SAVED', { file }, { cause });
  } finally {
    // Where it cannot be removed it could not be made either, and the error that says so counts.
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** Takes access to a file away from everybody but this user. */
export async function restrictToUser(
  file: string,
  platform: NodeJS.Platform = process.platform,
  run: (program: string, parameters: readonly string[]) => Promise<unknown> = promisify(execFile),
): Promise<void> {
  if (platform === 'win32') await run('icacls', [file, '/inheritance:r', '/grant:r', `${userInfo().username}:F`]);
  else await chmod(file, 0o600);
}

/** Of two processes one wins and the other gets false; neither writes over the other. */
async function linkUnlessTaken(existing: string, file: string): Promise<boolean> {
  try {
    await link(existing, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The access list comes before the content. */
async function writePrivately(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await restrictToUser(file);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a new name survive a power cut. Windows does so by itself and cannot open folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What keeps a file from being a key, as far as the owner can do something about it. */
function reasonOf(cause: unknown): ErrorDetails {
  if (isExecutorError(cause, 'IDENTITY_KEY_INVALID'))
    return { problem: 'it does not hold 64 hexadecimal digits of a valid key and nothing else' };
  if (hasCode(cause, 'EACCES') || hasCode(cause, 'EPERM'))
    return { problem: 'this user may not read it', hint: 'Run as the user it belongs to, or give it to this user.' };
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? { reason: code } : {};
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
