import { open, readdir } from 'node:fs/promises';

/** Most bytes of a file of the kernel that are read. */
const MAX_BYTES = 64 * 1024;

/** The beginning of a small file of the kernel, without white space around it; null where it cannot be read. */
export async function readText(file: string, maxBytes = MAX_BYTES): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      return (await readUpTo(handle, maxBytes)).trim();
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

/** Files of the kernel say that they are empty, and may come in pieces. */
async function readUpTo(handle: Awaited<ReturnType<typeof open>>, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  for (let size = 0; size < maxBytes; ) {
    const piece = Buffer.alloc(Math.min(16_384, maxBytes - size));
    const { bytesRead } = await handle.read(piece, 0, piece.length, null);
    if (bytesRead === 0) break;
    pieces.push(piece.subarray(0, bytesRead));
    size += bytesRead;
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** A whole number of a file of the kernel; null where there is none, or no number in it. */
export async function readNumber(file: string): Promise<number | null> {
  const text = await readText(file, 64);
  return text !== null && /^-?\d{1,18}$/.test(text) ? Number(text) : null;
}

/** Names in a folder, sorted; none where it cannot be read. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}
