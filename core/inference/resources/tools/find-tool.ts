import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Surroundings } from '../surroundings.ts';

/** Most folders of `PATH` that are looked into. */
const MAX_FOLDERS = 256;

/**
 * Full path of a program: first in `PATH`, then in the places that it is known to be in. Folders of `PATH` that depend
 * on where this program was started are left out.
 *
 * @param name - Without `.exe`.
 * @returns Null when it is nowhere.
 */
export async function findTool(
  name: string,
  { platform, env }: Pick<Surroundings, 'platform' | 'env'>,
  places: readonly string[] = [],
): Promise<string | null> {
  const file = platform === 'win32' ? `${name}.exe` : name;
  const path = env.PATH ?? env.Path ?? '';
  const folders = [...path.split(delimiter).slice(0, MAX_FOLDERS), ...places].filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const candidate = join(folder, file);
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
