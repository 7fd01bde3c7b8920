import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const groupOrOthersMayWrite = 0o022;
const sticky = 0o1000;

/**
 * Whether somebody besides this user and root may change what a path leads to: the file or folder itself, or a folder on
 * the way, in which it could be replaced.
 *
 * @returns False where it cannot be told: on Windows, and for a path that leads nowhere.
 */
export async function isWritableByOthers(path: string): Promise<boolean> {
  const ownId = process.getuid?.();
  if (ownId === undefined) return false;
  try {
    const target = await realpath(path);
    if (await isChangeable(target, ownId)) return true;
    // A link is as safe as the folder that it lies in.
    const folders = new Set([...foldersAbove(resolve(path)), ...foldersAbove(target)]);
    for (const folder of folders) if (await isOpenFolder(folder, ownId)) return true;
    return false;
  } catch (error) {
    // What cannot be looked at cannot be vouched for.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

async function isChangeable(path: string, ownId: number): Promise<boolean> {
  const { mode, uid } = await stat(path);
  return (mode & groupOrOthersMayWrite) !== 0 || !isTrusted(uid, ownId);
}

/** In a folder with the sticky bit, others may add files, but not replace ours. */
async function isOpenFolder(folder: string, ownId: number): Promise<boolean> {
  const { mode, uid } = await stat(folder);
  return ((mode & groupOrOthersMayWrite) !== 0 && (mode & sticky) === 0) || !isTrusted(uid, ownId);
}

function isTrusted(uid: number, ownId: number): boolean {
  return uid === ownId || uid === 0;
}

function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...foldersAbove(above)];
}
