import { type Token, Tokenizer } from 'cborg';
import type { ExecutorError } from '../../foundation/errors/index.ts';
import { Budget } from '../budget.ts';
import { malformed } from '../faults.ts';

/** The major types of CBOR: the upper three bits of an item's first byte. */
export const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const;

type Major = (typeof major)[keyof typeof major];

/** The lower five bits of a first byte that opens an item of indefinite length. */
const INDEFINITE = 0x1f;
const BREAK = 0xff;

/** Bytes of the longest head, and of the longest item without content: one byte and a number of 64 bits. */
const MAX_HEAD_BYTES = 9;

/**
 * Takes CBOR items one after the other, as the network's library (cbor4ii 0.3) does, mistakes included: it removes the
 * bits of the expected type from an item's first byte and accepts whatever number is left. So a text may have the head
 * of a byte string, and a map that of a list.
 */
export class CborItems {
  readonly #bytes: Uint8Array;
  #position = 0;
  /** The head of one item, which is all that the tokenizer gets to see. */
  readonly #head = new Uint8Array(MAX_HEAD_BYTES);
  readonly #budget = new Budget();
  readonly #notice: (oddity: string) => void;

  constructor(bytes: Uint8Array, notice: (oddity: string) => void) {
    this.#bytes = bytes;
    this.#notice = notice;
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#position;
  }

  /** The next item's first byte, which is not taken. */
  peek(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw this.expected('more bytes');
    return byte;
  }

  /** Takes one byte. */
  takeByte(): void {
    this.#position += 1;
  }

  /** Takes a head and returns its number: the value of an integer, or a length. At most `maxBytes` bytes wide. */
  argument(kind: Major, maxBytes = 8): number | bigint {
    const first = this.peek();
    if (first >> 5 !== kind) this.#notice(`${nameOf(first >> 5)} where ${nameOf(kind)} is usual`);
    const { type, value, encodedLength = 0 } = this.#next(first & ~(kind << 5));
    if (type.name !== 'uint' || encodedLength > maxBytes + 1) throw this.expected(nameOf(kind));
    if (encodedLength > shortestHead(value)) this.#notice('number or length not in its shortest form');
    return value;
  }

  /** Takes a text or byte string and returns its bytes, which share memory with the message. */
  content(kind: typeof major.text | typeof major.bytes): Uint8Array {
    const length = this.argument(kind);
    const start = this.#position;
    if (length > this.#bytes.length - start) throw this.expected('more bytes');
    this.#position += Number(length);
    return this.#bytes.subarray(start, this.#position);
  }

  /** Takes a float, true, false, null or undefined. */
  simple(): Token {
    const first = this.peek();
    if (first >> 5 !== major.simple || first === BREAK) throw this.expected('value');
    return this.#next(first);
  }

  /** Takes a list or map: its head, then `takeEntry` for each entry, then the break if its length is indefinite. */
  repeat(kind: Major, takeEntry: () => void): void {
    this.#budget.nested(() => {
      if (this.peek() === ((kind << 5) | INDEFINITE)) this.#untilBreak(takeEntry);
      else for (let left = this.argument(kind); left > 0; left--) takeEntry();
    });
  }

  /** Takes any one item. Nothing of it is built, and texts are not looked into. */
  skip(): void {
    const kind = (this.peek() >> 5) as Major;
    if (kind === major.list) this.repeat(kind, () => this.skip());
    else if (kind === major.map) this.repeat(kind, () => this.#skipTwo());
    else if (kind === major.text || kind === major.bytes) this.#skipString(kind);
    else if (kind === major.tag) this.#skipTag();
    else if (kind === major.simple) this.simple();
    else this.argument(kind);
  }

  /** The error for a message that goes on with something else. */
  expected(what: string): ExecutorError {
    return malformed(what, this.#position);
  }

  /** Takes a head, or an item without content, read as if it began with `first`. */
  #next(first: number): Token {
    this.#budget.countItem();
    this.#head[0] = first;
    for (let i = 1; i < MAX_HEAD_BYTES; i++) this.#head[i] = this.#bytes[this.#position + i] ?? 0;
    const item = this.#readHead();
    const { encodedLength = 0 } = item;
    if (encodedLength > this.#bytes.length - this.#position) throw this.expected('more bytes');
    this.#position += encodedLength;
    return item;
  }

  #readHead(): Token {
    try {
      return new Tokenizer(this.#head, { allowBigInt: true }).next();
    } catch {
      throw this.expected('CBOR');
    }
  }

  #untilBreak(takeEntry: () => void): void {
    this.#notice('indefinite length');
    this.#budget.countItem();
    this.takeByte();
    while (this.peek() !== BREAK) takeEntry();
    this.takeByte();
  }

  #skipTwo(): void {
    this.skip();
    this.skip();
  }

  // The network's library skips anything between the head and the break of an indefinite text.
  #skipString(kind: typeof major.text | typeof major.bytes): void {
    if ((this.peek() & INDEFINITE) === INDEFINITE) this.repeat(kind, () => this.skip());
    else this.content(kind);
  }

  #skipTag(): void {
    this.#budget.nested(() => {
      this.argument(major.tag);
      this.skip();
    });
  }
}

function nameOf(kind: number): string {
  return Object.keys(major)[kind] ?? '';
}

function shortestHead(value: number | bigint): number {
  if (value < 24) return 1;
  if (value < 0x100) return 2;
  if (value < 0x1_0000) return 3;
  return value < 0x1_0000_0000 ? 5 : 9;
}
