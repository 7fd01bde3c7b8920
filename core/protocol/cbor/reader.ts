import type { ExecutorError } from '../../foundation/errors/index.ts';
import { decodeUtf8 } from '../faults.ts';
import type { MetadataValue } from '../messages/announcement.ts';
import type { FloatBits, IntegerBits, Source } from '../schema/format.ts';
import { CborItems, major } from './items.ts';

const NULL = 0xf6;
const UNDEFINED = 0xf7;
/** Head of a map with one entry. */
const MAP_OF_ONE = 0xa1;

/** A CBOR message being read. Widths of numbers are strict, and what follows the message is left alone. */
export class CborReader implements Source {
  readonly #items: CborItems;
  readonly #notice: (oddity: string) => void;

  /** @param notice - Called for each form that is accepted although the network's programs do not write it. */
  constructor(bytes: Uint8Array, notice: (oddity: string) => void = () => {}) {
    this.#items = new CborItems(bytes, notice);
    this.#notice = notice;
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#items.position;
  }

  text(): string {
    return decodeUtf8(this.#items.content(major.text));
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#items.content(major.bytes));
  }

  unsigned(bits: IntegerBits): bigint {
    return BigInt(this.#items.argument(major.unsigned, bits / 8));
  }

  float(bits: FloatBits): number {
    const { type, value, encodedLength } = this.#items.simple();
    if (type.name !== 'float' || encodedLength !== 1 + bits / 8) throw this.expected(`float of ${bits} bits`);
    return value;
  }

  boolean(): boolean {
    const { value } = this.#items.simple();
    if (typeof value !== 'boolean') throw this.expected('boolean');
    return value;
  }

  none(): boolean {
    const byte = this.#items.peek();
    if (byte !== NULL && byte !== UNDEFINED) return false;
    if (byte === UNDEFINED) this.#notice('undefined instead of null');
    this.#items.simple();
    return true;
  }

  list(readItem: () => void): void {
    this.#items.repeat(major.list, readItem);
  }

  fields(readValue: (key: string) => void): void {
    this.#items.repeat(major.map, () => readValue(this.text()));
  }

  // A name may also be followed by its content without a map around both.
  variant(readContent: (name: string) => void): void {
    const byte = this.#items.peek();
    if (byte === MAP_OF_ONE) this.#items.takeByte();
    else if (byte >> 5 !== major.text) throw this.expected('variant');
    readContent(this.text());
  }

  skip(): void {
    this.#notice('unknown key');
    this.#items.skip();
  }

  expected(what: string): ExecutorError {
    return this.#items.expected(what);
  }

  any(): MetadataValue {
    switch (this.#items.peek() >> 5) {
      case major.unsigned:
        return this.unsigned(64);
      case major.negative:
        return this.#signed(-1n - BigInt(this.#items.argument(major.negative)));
      case major.text:
        return this.text();
      case major.list:
        return this.#anyList();
      case major.map:
        return this.#anyMap();
      case major.tag:
        return this.#bigInteger();
      case major.simple:
        return this.#anySimple();
      default:
        throw this.expected('value that JSON can carry');
    }
  }

  #anyList(): MetadataValue {
    const items: MetadataValue[] = [];
    this.list(() => items.push(this.any()));
    return items;
  }

  #anyMap(): MetadataValue {
    const entries = new Map<string, MetadataValue>();
    this.fields((key) => entries.set(key, this.any()));
    return Object.fromEntries(entries);
  }

  #anySimple(): MetadataValue {
    const { type, value, encodedLength } = this.#items.simple();
    if (type.name !== 'float') return value ?? null;
    if (encodedLength === 3) throw this.expected('float of 32 or 64 bits');
    return Number.isFinite(value) ? value : null;
  }

  #bigInteger(): bigint {
    const tag = this.#items.peek();
    if (tag !== 0xc2 && tag !== 0xc3) throw this.expected('value that JSON can carry');
    this.#items.argument(major.tag);
    const digits = this.#items.content(major.bytes);
    if (digits.length > 16) throw this.expected('whole number of 64 bits');
    const value = digits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return this.#signed(tag === 0xc2 ? value : -1n - value);
  }

  #signed(value: bigint): bigint {
    if (value < -(2n ** 63n) || value >= 2n ** 64n) throw this.expected('whole number of 64 bits');
    return value;
  }
}
