import { bytesToHex } from '../hex.ts';
import type { FloatBits, Sink } from '../schema/format.ts';
import { type FloatStyle, floatText } from './float-text.ts';

/** JSON text being written exactly as the network's serde_json writes it, because signatures cover it. */
export class JsonWriter implements Sink {
  readonly #style: FloatStyle;
  #text = '';
  #needsComma = false;
  #styleMatters = false;

  constructor(style: FloatStyle = 'current') {
    this.#style = style;
  }

  /** What was written so far. */
  finish(): string {
    return this.#text;
  }

  /** True when another {@link FloatStyle} gives another text. */
  get styleMatters(): boolean {
    return this.#styleMatters;
  }

  // For text without half surrogate pairs JSON.stringify escapes exactly what serde_json does.
  text(value: string): void {
    this.#value(JSON.stringify(value));
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
    this.#text += ':';
    this.#needsComma = false;
  }

  #value(text: string): void {
    this.#text += this.#needsComma ? `,${text}` : text;
    this.#needsComma = true;
  }

  #enclosed(opening: string, writeInside: () => void, closing: string): void {
    this.#value(opening);
    this.#needsComma = false;
    writeInside();
    this.#text += closing;
    this.#needsComma = true;
  }
}
