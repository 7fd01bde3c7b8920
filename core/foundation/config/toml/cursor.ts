import { parse } from 'smol-toml';

const gap = /[ \t\r\n\uFEFF]*(?:#[^\n]*[ \t\r\n]*)*/y;
const gapWithCommas = /[ \t\r\n,]*(?:#[^\n]*[ \t\r\n,]*)*/y;
// A long string may end with up to two quotes of its own before the three that close it.
const longBasic = /"""[^"\\]*(?:(?:\\[\s\S]|""?(?!"))[^"\\]*)*"{3,5}/y;
const longLiteral = /'''[^']*(?:''?(?!')[^']*)*'{3,5}/y;
const basic = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const literal = /'[^']*'/y;

/** Walks over TOML text that a parser has already accepted; it finds where things stand, it does not check them. */
export class TomlCursor {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  startsWith(word: string): boolean {
    return this.text.startsWith(word, this.position);
  }

  /** Steps over spaces and tabs. */
  skipBlanks(): void {
    this.skip(/[ \t]*/y);
  }

  /** Steps over everything between two items: blanks, line ends, comments, and commas when told so. */
  skipGap(commas = false): void {
    this.skip(commas ? gapWithCommas : gap);
  }

  /** Reads a key, dotted or not: its parts. */
  readKey(): string[] {
    const parts = [this.readKeyPart()];
    for (;;) {
      this.skipBlanks();
      if (!this.startsWith('.')) return parts;
      this.position++;
      this.skipBlanks();
      parts.push(this.readKeyPart());
    }
  }

  /** Steps over a string of any of the four forms. */
  skipString(): void {
    const forms = [longBasic, longLiteral, basic, literal];
    for (const form of forms) if (this.skip(form)) return;
  }

  /** Steps over a number, a boolean or a date. */
  skipBare(): void {
    this.skip(/[^,\]}#\r\n]*[^,\]}#\r\n \t]/y);
  }

  private readKeyPart(): string {
    const start = this.position;
    if (this.startsWith('"') || this.startsWith("'")) this.skipString();
    else this.skip(/[A-Za-z0-9_-]+/y);
    const raw = this.text.slice(start, this.position);
    if (raw === '') throw new Error('no key here');
    return raw.startsWith("'") ? raw.slice(1, -1) : raw.startsWith('"') ? String(parse(`k = ${raw}`).k) : raw;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    if (!pattern.test(this.text)) return false;
    this.position = pattern.lastIndex;
    return true;
  }
}
