import { type FileHandle, open } from 'node:fs/promises';

/** A value of a GGUF header. Whole numbers are written as u32, others as f32. */
export type GgufValue = string | number | { readonly float: number } | GgufList;

/** A list of one kind. */
export type GgufList =
  | { readonly strings: readonly string[] }
  | { readonly floats: readonly number[] }
  | { readonly integers: readonly number[] };

/** A tensor of f32, written by rows so that a large one needs no memory. */
export interface GgufTensor {
  readonly name: string;
  /** Its rows' length first. */
  readonly shape: readonly [number] | readonly [number, number];
  /** Fills the row with this index. */
  fill(row: Float32Array, index: number): void;
}

const alignment = 32;
const types = { u32: 4, i32: 5, f32: 6, text: 8, list: 9 } as const;

/** Writes a GGUF file, version 3; the format is that of llama.cpp (`docs/gguf.md` of ggml). */
export async function writeGguf(
  file: string,
  header: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.appendFile(encodeHeader(header, tensors));
    for (const tensor of tensors) await writeTensor(handle, tensor);
  } finally {
    await handle.close();
  }
}

const rowsOf = ({ shape }: GgufTensor) => shape[1] ?? 1;
const bytesOf = (tensor: GgufTensor) => tensor.shape[0] * rowsOf(tensor) * 4;
const padded = (bytes: number) => Math.ceil(bytes / alignment) * alignment;

function encodeHeader(header: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Buffer {
  const entries = Object.entries(header);
  const infos: Buffer[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    const shape = tensor.shape.map(u64);
    infos.push(text(tensor.name), u32(tensor.shape.length), ...shape, u32(0), u64(offset));
    offset += padded(bytesOf(tensor));
  }
  const values = entries.flatMap(([key, value]) => [text(key), ...encodeValue(value)]);
  const counts = [u64(tensors.length), u64(entries.length)];
  const bytes = Buffer.concat([Buffer.from('GGUF'), u32(3), ...counts, ...values, ...infos]);
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}

function encodeValue(value: GgufValue): Buffer[] {
  if (typeof value === 'string') return [u32(types.text), text(value)];
  if (typeof value === 'number') return [u32(types.u32), u32(value)];
  if ('float' in value) return [u32(types.f32), f32(value.float)];
  if ('strings' in value) return encodeList(types.text, value.strings.map(text));
  if ('floats' in value) return encodeList(types.f32, value.floats.map(f32));
  return encodeList(types.i32, value.integers.map(u32));
}

function encodeList(type: number, items: readonly Buffer[]): Buffer[] {
  return [u32(types.list), u32(type), u64(items.length), ...items];
}

async function writeTensor(handle: FileHandle, tensor: GgufTensor): Promise<void> {
  const row = new Float32Array(tensor.shape[0]);
  const rows = rowsOf(tensor);
  // A few rows at a time: neither one call for each nor the whole tensor in memory.
  const rowsAtOnce = Math.max(1, Math.floor((4 * 1024 * 1024) / row.byteLength));
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const block = new Float32Array(Math.min(rowsAtOnce, rows - first) * row.length);
    for (let index = 0; index * row.length < block.length; index += 1) {
      tensor.fill(row, first + index);
      block.set(row, index * row.length);
    }
    await handle.appendFile(new Uint8Array(block.buffer));
  }
  await handle.appendFile(Buffer.alloc(padded(bytesOf(tensor)) - bytesOf(tensor)));
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}
