import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Folders below a models folder that are looked into. */
const deepest = 4;
/** Most files of models, and most entries of folders that are looked at. */
const mostFiles = 1000;
const mostEntries = 20_000;

/** A model file on disk. */
export interface ModelFile {
  /** Its name without ending; for a model of several files that of the first without its number. */
  readonly id: string;
  readonly path: string;
  /** Of all its parts. */
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

const part = /^(.+)-(\d{5})-of-\d{5}$/;

/**
 * Finds the model files of some folders, in the order of the folders and of the names. Folders that are missing have
 * none, and what leads out of its folder is left out.
 */
export async function scanFolders(folders: readonly string[], signal: AbortSignal): Promise<readonly ModelFile[]> {
  const found = new Map<string, ModelFile>();
  const budget = { entries: mostEntries };
  for (const folder of folders) {
    const root = await realpath(folder).catch(() => null);
    if (root === null) continue;
    for await (const path of walk(root, 0, { root, budget, signal })) {
      if (found.size >= mostFiles) break;
      await take(path, found);
    }
  }
  return [...found.values()];
}

interface Walk {
  readonly root: string;
  readonly budget: { entries: number };
  readonly signal: AbortSignal;
}

/** Paths of the .gguf files in a folder and below it. */
async function* walk(folder: string, depth: number, walking: Walk): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    walking.signal.throwIfAborted();
    walking.budget.entries -= 1;
    if (walking.budget.entries < 0) return;
    const path = await insidePath(join(folder, entry.name), entry, walking.root);
    if (path === null) continue;
    if (/\.gguf$/i.test(entry.name)) yield path;
    else if (entry.isDirectory() && depth < deepest) yield* walk(path, depth + 1, walking);
  }
}

/** The path itself, or for a link where it leads; null where that is outside of the folder. */
async function insidePath(path: string, entry: Dirent, root: string): Promise<string | null> {
  if (!entry.isSymbolicLink()) return path;
  const target = await realpath(path).catch(() => null);
  return target?.startsWith(`${root}${sep}`) ? target : null;
}

async function take(path: string, found: Map<string, ModelFile>): Promise<void> {
  const about = await stat(path).catch(() => null);
  if (about === null || !about.isFile()) return;
  const name = (path.split(sep).at(-1) ?? '').replace(/\.gguf$/i, '');
  const [, first, number] = part.exec(name) ?? [];
  const id = (first ?? name).trim();
  if (!/^[\x21-\x7e][\x20-\x7e]{0,199}$/.test(id)) return;
  const known = found.get(id);
  if (known === undefined && (number === undefined || Number(number) === 1)) {
    found.set(id, { id, path, sizeBytes: about.size, modifiedAtMs: about.mtimeMs });
  } else if (known !== undefined && number !== undefined && Number(number) > 1) {
    found.set(id, { ...known, sizeBytes: known.sizeBytes + about.size });
  }
}
