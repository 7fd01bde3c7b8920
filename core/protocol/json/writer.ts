import { bytesToHex } from '../hex.ts';
import type { FloatBits, Sink } from '../schema/format.ts';
import { type FloatStyle, floatText } from './float-text.ts';

/** Characters that are escaped, or handed on, at a time; a text can become six times as long. */
const PIECE_LENGTH = 4_096;

/**
 * JSON text being written exactly as the network's serde_json writes it, because signatures cover it.
 * It is handed on in pieces, so that a prompt of 1 MiB is hashed without a text of 6 MiB in between.
 */
export class JsonWriter implements Sink {
  readonly #take: (piece: string) => void;
  readonly #style: FloatStyle;
  #text = '';
  #needsComma = false;
  #styleMatters = false;

  constructor(take: (piece: string) => void, style: FloatStyle = 'current') {
    this.#take = take;
    this.#style = style;
  }

  /** Hands on what is left. */
  finish(): void {
    if (this.#text !== '') this.#take(this.#text);
    this.#text = '';
  }

  /** True when another {@link FloatStyle} gives another text. */
  get styleMatters(): boolean {
    return this.#styleMatters;
  }

  text(value: string): void {
    this.#value('"');
    for (const piece of piecesOf(value)) this.#append(escaped(piece));
    this.#append('"');
  }

  boolean(value: boolean): void {
    this.#value(String(value));
  }

  integer(value: bigint): void {
    this.#value(String(value));
  }

  float(value: number, bits: FloatBits): void {
    if (floatText(value, bits, 'current') !== floatText(value, bits, 'earlier')) this.#styleMatters = true;
    this.#value(floatText(value, bits, this.#style));
  }

  bytes(value: Uint8Array): void {
    this.#value(`"0x${bytesToHex(value)}"`);
  }

  none(): void {
    this.#value('null');
  }

  list(_count: number, writeItems: () => void): void {
    this.#enclosed('[', writeItems, ']');
  }

  fields(_count: number, writeEntries: () => void): void {
    this.#enclosed('{', writeEntries, '}');
  }

  key(name: string): void {
    this.text(name);
    this.#append(':');
    this.#needsComma = false;
  }

  #value(text: string): void {
    this.#append(this.#needsComma ? `,${text}` : text);
    this.#needsComma = true;
  }

  #enclosed(opening: string, writeInside: () => void, closing: string): void {
    this.#value(opening);
    this.#needsComma = false;
    writeInside();
    this.#append(closing);
    this.#needsComma = true;
  }

  #append(text: string): void {
    if (this.#text.length + text.length > PIECE_LENGTH) this.finish();
    if (text.length > PIECE_LENGTH) this.#take(text);
    else this.#text += text;
  }
}

/** For text without half surrogate pairs JSON.stringify escapes exactly what serde_json does. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Cuts a text, but no surrogate pair. */
function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = start + PIECE_LENGTH;
    const cutsPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
    yield text.slice(start, cutsPair ? end - 1 : end);
    start = cutsPair ? end - 1 : end;
  }
}
