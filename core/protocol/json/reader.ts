import type { ExecutorError } from '../../foundation/errors/index.ts';
import { hexToBytes } from '../hex.ts';
import type { MetadataValue } from '../messages/announcement.ts';
import type { FloatBits, IntegerBits, Source } from '../schema/format.ts';
import { JsonScanner } from './scanner.ts';

const wholeNumberRange = { from: -(2n ** 63n), to: 2n ** 64n };

/** A JSON message being read, with all 64 bits of its whole numbers. */
export class JsonReader implements Source {
  readonly #scanner: JsonScanner;
  readonly #notice: (oddity: string) => void;

  /** @param notice - Called for each form that is accepted although the network's programs do not write it. */
  constructor(text: string, notice: (oddity: string) => void = () => {}) {
    this.#scanner = new JsonScanner(text);
    this.#notice = notice;
  }

  /** Refuses anything but white space after the message. */
  end(): void {
    this.#scanner.end();
  }

  text(): string {
    return this.#scanner.string();
  }

  boolean(): boolean {
    const word = this.#scanner.literal();
    if (word !== 'true' && word !== 'false') throw this.expected('boolean');
    return word === 'true';
  }

  unsigned(bits: IntegerBits): bigint {
    const { text, isWhole } = this.#scanner.number();
    const value = isWhole ? BigInt(text) : -1n;
    if (value < 0n || value >= 1n << BigInt(bits)) throw this.expected(`whole number of ${bits} bits`);
    return value;
  }

  float(bits: FloatBits): number {
    const value = Number(this.#scanner.number().text);
    if (!Number.isFinite(value)) throw this.expected('number within range');
    return bits === 32 ? Math.fround(value) : value;
  }

  bytes(): Uint8Array {
    return hexToBytes(this.text());
  }

  none(): boolean {
    return this.#scanner.takeIf('null');
  }

  list(readItem: () => void): void {
    this.#scanner.enclosed('[', readItem);
  }

  fields(readValue: (key: string) => void): void {
    this.#scanner.enclosed('{', () => {
      const key = this.text();
      this.#scanner.take(':');
      readValue(key);
    });
  }

  // A variant without content may also come as an object with null for its content.
  variant(readContent: (name: string) => void): void {
    if (this.#scanner.peek() === '{') this.#variantObject(readContent);
    else readContent(this.text());
  }

  skip(): void {
    this.#notice('unknown key');
    this.#scanner.skip();
  }

  expected(what: string): ExecutorError {
    return this.#scanner.expected(what);
  }

  any(): MetadataValue {
    switch (this.#scanner.peek()) {
      case '"':
        return this.text();
      case '[': {
        const items: MetadataValue[] = [];
        this.list(() => items.push(this.any()));
        return items;
      }
      case '{': {
        const entries = new Map<string, MetadataValue>();
        this.fields((key) => entries.set(key, this.any()));
        return Object.fromEntries(entries);
      }
      default:
        return this.#anyScalar();
    }
  }

  #variantObject(readContent: (name: string) => void): void {
    let entries = 0;
    this.fields((name) => {
      const start = this.#scanner.position;
      readContent(name);
      entries += 1;
      if (this.#scanner.position === start) this.#scanner.take('null');
    });
    if (entries !== 1) throw this.expected('one variant');
  }

  #anyScalar(): MetadataValue {
    const word = this.#scanner.literal();
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    const { text, isWhole } = this.#scanner.number();
    const whole = isWhole ? BigInt(text) : undefined;
    if (whole !== undefined && whole >= wholeNumberRange.from && whole < wholeNumberRange.to) return whole;
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.expected('number within range');
    return value;
  }
}
