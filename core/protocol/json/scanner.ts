import type { ExecutorError } from '../../foundation/errors/index.ts';
import { Budget } from '../budget.ts';
import { malformed } from '../faults.ts';

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

/** Digits and sign of the longest number of 64 bits. Longer ones are not worth the time that a bigint of them takes. */
const MAX_WHOLE_LENGTH = 20;

/** Takes JSON items one after the other, so that no number loses digits and nothing unwanted is built. */
export class JsonScanner {
  readonly #text: string;
  readonly #budget = new Budget();
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Characters taken so far. */
  get position(): number {
    return this.#position;
  }

  /** The next character that is not white space; empty at the end. It is not taken. */
  peek(): string {
    this.#match(space);
    return this.#text.charAt(this.#position);
  }

  /** Takes `literal` if it comes next, and says whether it did. */
  takeIf(literal: string): boolean {
    this.peek();
    const found = this.#text.startsWith(literal, this.#position);
    if (found) this.#position += literal.length;
    return found;
  }

  /** Takes `literal`. */
  take(literal: string): void {
    if (!this.takeIf(literal)) throw this.expected(literal);
  }

  /** Takes a number and returns its text, and whether it is a whole number that may have 64 bits. */
  number(): { text: string; isWhole: boolean } {
    this.peek();
    this.#budget.countItem();
    const match = this.#match(number);
    if (!match) throw this.expected('number');
    const [text, fraction, exponent] = match;
    const isInteger = fraction === undefined && exponent === undefined && text !== '-0';
    return { text, isWhole: isInteger && text.length <= MAX_WHOLE_LENGTH };
  }

  /** Takes a text and returns what it says. */
  string(): string {
    const start = this.#takeString();
    try {
      const value: unknown = JSON.parse(this.#text.slice(start, this.#position));
      if (typeof value === 'string' && value.isWellFormed()) return value;
    } catch {
      // A wrong escape; reported below.
    }
    throw this.expected('text');
  }

  /** Takes a list or object: `takeEntry` for each entry between `opening` and `closing`. */
  enclosed(opening: '[' | '{', takeEntry: () => void): void {
    const closing = opening === '[' ? ']' : '}';
    this.#budget.countItem();
    this.#budget.nested(() => {
      this.take(opening);
      if (this.takeIf(closing)) return;
      do takeEntry();
      while (this.takeIf(','));
      this.take(closing);
    });
  }

  /** Takes any one item. */
  skip(): void {
    const next = this.peek();
    if (next === '[') this.enclosed(next, () => this.skip());
    else if (next === '{') this.enclosed(next, () => this.#skipEntry());
    else if (next === '"') this.string();
    else if (!this.literal()) this.number();
  }

  /** Takes `true`, `false` or `null` if one of them comes next, and returns its text. */
  literal(): 'true' | 'false' | 'null' | undefined {
    const found = (['true', 'false', 'null'] as const).find((word) => this.takeIf(word));
    if (found) this.#budget.countItem();
    return found;
  }

  /** Refuses anything but white space from here on. */
  end(): void {
    if (this.peek() !== '') throw this.expected('end');
  }

  /** The error for a message that goes on with something else. */
  expected(what: string): ExecutorError {
    return malformed(what, this.#position);
  }

  #skipEntry(): void {
    this.string();
    this.take(':');
    this.skip();
  }

  /** Moves behind the closing quote and returns where the opening one is. */
  #takeString(): number {
    this.#budget.countItem();
    if (this.peek() !== '"') throw this.expected('text');
    const start = this.#position;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end === -1) throw this.expected('closing quote');
    } while (this.#isEscaped(end));
    this.#position = end + 1;
    return start;
  }

  #isEscaped(at: number): boolean {
    let first = at;
    while (this.#text[first - 1] === '\\') first -= 1;
    return (at - first) % 2 === 1;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) this.#position = pattern.lastIndex;
    return match;
  }
}
