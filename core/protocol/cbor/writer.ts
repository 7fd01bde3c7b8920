import type { FloatBits, Sink } from '../schema/format.ts';
import { major } from './items.ts';

const encoder = new TextEncoder();

/** A CBOR message being written: definite lengths, shortest heads, floats in the width that their type names. */
export class CborWriter implements Sink {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** What was written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  text(value: string): void {
    this.#content(major.text, encoder.encode(value));
  }

  bytes(value: Uint8Array): void {
    this.#content(major.bytes, value);
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xf5 : 0xf4);
  }

  none(): void {
    this.#byte(0xf6);
  }

  integer(value: bigint): void {
    if (value < 0n) this.#head(major.negative, -1n - value);
    else this.#head(major.unsigned, value);
  }

  float(value: number, bits: FloatBits): void {
    this.#byte(bits === 32 ? 0xfa : 0xfb);
    const view = this.#reserve(bits / 8);
    if (bits === 32) view.setFloat32(0, value);
    else view.setFloat64(0, value);
  }

  list(count: number, writeItems: () => void): void {
    this.#head(major.list, BigInt(count));
    writeItems();
  }

  fields(count: number, writeEntries: () => void): void {
    this.#head(major.map, BigInt(count));
    writeEntries();
  }

  key(name: string): void {
    this.text(name.toWellFormed());
  }

  #content(kind: number, bytes: Uint8Array): void {
    this.#head(kind, BigInt(bytes.length));
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length - bytes.length);
  }

  #head(kind: number, value: bigint): void {
    const width = value < 24n ? 0 : value < 0x100n ? 1 : value < 0x1_0000n ? 2 : value < 0x1_0000_0000n ? 4 : 8;
    const first = kind << 5;
    this.#byte(first | (width === 0 ? Number(value) : 24 + Math.log2(width)));
    const view = this.#reserve(width);
    if (width === 0) return;
    if (width === 1) view.setUint8(0, Number(value));
    else if (width === 2) view.setUint16(0, Number(value));
    else if (width === 4) view.setUint32(0, Number(value));
    else view.setBigUint64(0, value);
  }

  #byte(value: number): void {
    this.#reserve(1).setUint8(0, value);
  }

  /** Makes room for `byteCount` more bytes, counts them as written and returns a view of them. */
  #reserve(byteCount: number): DataView {
    const start = this.#length;
    this.#length += byteCount;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return new DataView(this.#bytes.buffer, start, byteCount);
  }
}
