import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { isWritableByOthers } from '../../foundation/writable-by-others.ts';
import { isNativeLibrary, type PluginSettings } from './config.ts';

/** Most files and folders of a plugin. */
const maxEntries = 20_000;

/** Where a plugin's code really lies. */
export interface PluginPlace {
  /** Absolute, without links. */
  readonly file: string;
  readonly folder: string;
}

/**
 * Looks at a plugin before it is loaded. Its folder becomes readable for it, so nothing of the executor may lie in there,
 * and no link may lead out of it: reading follows links.
 *
 * @param secrets - Files and folders that no plugin may read.
 * @throws `PLUGIN_NATIVE`, `PLUGIN_MISSING`, `PLUGIN_UNTRUSTED`
 */
export async function inspectPlugin(
  { name, path }: Pick<PluginSettings, 'name' | 'path'>,
  secrets: readonly string[],
): Promise<PluginPlace> {
  if (isNativeLibrary(path)) throw new ExecutorError('PLUGIN_NATIVE', { plugin: name, path });
  const file = await realpath(path).catch(() => null);
  if (file === null || !(await stat(file)).isFile()) throw new ExecutorError('PLUGIN_MISSING', { plugin: name, path });
  const folder = dirname(file);
  const distrust = (reason: string, at: string) => new ExecutorError('PLUGIN_UNTRUSTED', { plugin: name, reason, at });
  if (folder.includes('*')) throw distrust('its folder has a * in its name', folder);
  for (const secret of secrets) {
    const real = await realpath(secret).catch(() => secret);
    if (isInside(real, folder)) throw distrust('files of the executor lie in its folder', folder);
  }
  if (await isWritableByOthers(path)) throw distrust('others may change it', path);
  await inspectFolder(folder, folder, { count: 0 }, distrust);
  return { file, folder };
}

async function inspectFolder(
  folder: string,
  root: string,
  seen: { count: number },
  distrust: (reason: string, at: string) => ExecutorError,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    seen.count += 1;
    if (seen.count > maxEntries) throw distrust(`there are more than ${maxEntries} files in its folder`, root);
    if (entry.isSymbolicLink()) {
      const target = await realpath(path).catch(() => null);
      if (target === null || !isInside(target, root)) throw distrust('a link in its folder leads out of it', path);
      continue;
    }
    if (await mayOthersWrite(path)) throw distrust('others may change a file in its folder', path);
    if (entry.isDirectory()) await inspectFolder(path, root, seen, distrust);
  }
}

/** The folders above were looked at before. */
async function mayOthersWrite(path: string): Promise<boolean> {
  const ownId = process.getuid?.();
  if (ownId === undefined) return false;
  const { mode, uid } = await lstat(path);
  return (mode & 0o022) !== 0 || (uid !== ownId && uid !== 0);
}

/** Whether a path is a folder or lies in it. */
function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
