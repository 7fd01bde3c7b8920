import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import cacache from 'cacache';

/** What is known of a file of the cache. */
export interface DiskEntry {
  /** Hash of its content, as cacache names it. */
  readonly integrity: string;
  readonly bytes: number;
  /** Wall time, milliseconds since 1970. */
  readonly storedAtMs: number;
}

/** File systems hand out room in blocks; an entry has one file for its content and one for its name. */
const BLOCK_BYTES = 4096;

/** Room that a value takes on the disk. */
export function diskBytes(valueBytes: number): number {
  return Math.ceil(valueBytes / BLOCK_BYTES) * BLOCK_BYTES + BLOCK_BYTES;
}

/** Every entry of the folder that we could have written, oldest first. */
export async function readEntries(folder: string): Promise<readonly (readonly [name: string, entry: DiskEntry])[]> {
  const listed = Object.values(await cacache.ls(folder));
  return listed
    .map(({ key, integrity, size, metadata }) => {
      const storedAtMs: unknown = (metadata as { storedAtMs?: unknown } | undefined)?.storedAtMs;
      return [key, { integrity, bytes: size ?? Number.NaN, storedAtMs: Number(storedAtMs) }] as const;
    })
    .filter(([name, entry]) => /^[0-9a-f]{64}$/.test(name) && isWhole(entry.bytes) && isWhole(entry.storedAtMs))
    .sort(([, a], [, b]) => a.storedAtMs - b.storedAtMs);
}

/** Removes an entry with its line of the index, which otherwise only grows. */
export async function removeEntry(folder: string, name: string, entry: DiskEntry): Promise<void> {
  await removeName(folder, name, { removeFully: true });
  await cacache.rm.content(folder, entry.integrity);
}

/** The option that the types of the library leave out. */
const removeName: (folder: string, name: string, options: { removeFully: boolean }) => Promise<unknown> =
  cacache.rm.entry;

/** Removes files that no entry leads to: an interrupted write leaves them. */
export async function removeOrphans(
  folder: string,
  entries: readonly (readonly [name: string, entry: DiskEntry])[],
): Promise<void> {
  await rm(join(folder, 'tmp'), { recursive: true, force: true });
  const root = join(folder, 'content-v2');
  const files = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const known = new Set(entries.map(([, entry]) => contentFile(root, entry.integrity)));
  for (const file of files) {
    const path = resolve(file.parentPath, file.name);
    if (file.isFile() && !known.has(path)) await rm(path, { force: true });
  }
}

/** Where cacache keeps the content of this hash: `content-v2/sha512/ab/cd/ef…`. */
function contentFile(root: string, integrity: string): string {
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  const hex = Buffer.from(digest, 'base64').toString('hex');
  return resolve(root, algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
}

function isWhole(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}
