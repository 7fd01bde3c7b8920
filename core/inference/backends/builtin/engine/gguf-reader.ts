import { open } from 'node:fs/promises';
import { EngineFailure } from './failures.ts';

/** The head of a file is read in steps up to this: vocabularies take some MiB. */
const stepsBytes = [1, 8, 64, 256].map((mebibytes) => mebibytes * 1024 * 1024);
const mostEntries = 100_000;
const mostDimensions = 8;
const longestKept = 1024;

/** Bytes of a value of this kind; strings (8) and lists (9) have no fixed number. */
const widths: readonly number[] = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const stringKind = 8;
const listKind = 9;

/** What the head of a GGUF file says, lists and long texts left out. */
export interface GgufHead {
  readonly values: ReadonlyMap<string, string | number>;
  /** Numbers in all its tensors. */
  readonly parameters: number;
}

/** Reads the head of a GGUF file, as ggml's `docs/gguf.md` describes it. @throws EngineFailure `unreadable` */
export async function readGgufHead(file: string): Promise<GgufHead> {
  const handle = await open(file, 'r').catch(() => {
    throw new EngineFailure('unreadable');
  });
  try {
    const { size } = await handle.stat();
    for (const step of stepsBytes) {
      const bytes = Buffer.alloc(Math.min(step, size));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      const head = parse(new Cursor(bytes.subarray(0, bytesRead)));
      if (head !== null) return head;
      if (step >= size) break;
    }
    throw new EngineFailure('unreadable');
  } finally {
    await handle.close();
  }
}

/** The bytes end before the head does. */
class OutOfBytes extends Error {}

/** Null when the head is longer than the bytes. */
function parse(cursor: Cursor): GgufHead | null {
  try {
    return parseHead(cursor);
  } catch (error) {
    if (error instanceof OutOfBytes) return null;
    throw error;
  }
}

function parseHead(cursor: Cursor): GgufHead {
  const version = cursor.text(4) === 'GGUF' ? cursor.number(4) : 0;
  if (version !== 2 && version !== 3) throw new EngineFailure('unreadable');
  const tensors = cursor.count(mostEntries);
  const entries = cursor.count(mostEntries);
  const values = new Map<string, string | number>();
  for (let entry = 0; entry < entries; entry += 1) {
    const key = cursor.string();
    const value = readValue(cursor, cursor.number(4), 0);
    if (value !== null) values.set(key, value);
  }
  let parameters = 0;
  for (let tensor = 0; tensor < tensors; tensor += 1) parameters += readTensor(cursor);
  return { values, parameters };
}

/** A text or a number; null for a list, which is passed over. */
function readValue(cursor: Cursor, kind: number, depth: number): string | number | null {
  if (kind === stringKind) return cursor.string();
  if (kind !== listKind) return cursor.scalar(kind);
  if (depth > 2) throw new EngineFailure('unreadable');
  const inside = cursor.number(4);
  const length = cursor.count(Number.MAX_SAFE_INTEGER);
  const width = widths[inside] ?? 0;
  if (width > 0) cursor.skip(length * width);
  else for (let item = 0; item < length; item += 1) readValue(cursor, inside, depth + 1);
  return null;
}

function readTensor(cursor: Cursor): number {
  cursor.string();
  const dimensions = cursor.number(4);
  if (dimensions > mostDimensions) throw new EngineFailure('unreadable');
  let size = 1;
  for (let dimension = 0; dimension < dimensions; dimension += 1) size *= cursor.count(Number.MAX_SAFE_INTEGER);
  cursor.skip(4 + 8);
  return size;
}

/** Reads little-endian values one after the other. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(length: number): number {
    const from = this.#at;
    if (!(from + length <= this.#bytes.length)) throw new OutOfBytes();
    this.#at += length;
    return from;
  }

  number(width: 1 | 2 | 4): number {
    return this.#bytes.readUIntLE(this.skip(width), width);
  }

  /** A number of 64 bits that counts something. */
  count(most: number): number {
    const value = Number(this.#bytes.readBigUInt64LE(this.skip(8)));
    if (value > most) throw new EngineFailure('unreadable');
    return value;
  }

  text(length: number): string {
    const from = this.skip(length);
    return this.#bytes.toString('utf8', from, from + Math.min(length, longestKept));
  }

  string(): string {
    return this.text(this.count(Number.MAX_SAFE_INTEGER));
  }

  scalar(kind: number): number {
    const width = widths[kind] ?? 0;
    if (width === 0) throw new EngineFailure('unreadable');
    const at = this.skip(width);
    if (kind === 6) return this.#bytes.readFloatLE(at);
    if (kind === 12) return this.#bytes.readDoubleLE(at);
    if (width === 8) return Number(this.#bytes.readBigUInt64LE(at));
    return this.#bytes.readUIntLE(at, width);
  }
}
