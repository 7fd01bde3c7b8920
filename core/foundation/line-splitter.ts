const newline = 0x0a;
const firstCapacityBytes = 4096;

/** Cuts a stream of bytes into lines, holding at most one unfinished line of bounded size, however small its pieces. */
export class LineSplitter {
  private readonly maxBytes: number;
  private held: Buffer = Buffer.alloc(0);
  private heldBytes = 0;

  /** @param maxBytes - Longest line, with its newline. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** True while a line began and has not ended. */
  get isUnfinished(): boolean {
    return this.heldBytes > 0;
  }

  /**
   * Takes bytes and gives the lines that they complete, without newlines.
   *
   * @returns null once a line is too long; the splitter is not used afterwards.
   */
  push(chunk: Buffer): Buffer[] | null {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      if (this.heldBytes + at + 1 - from > this.maxBytes) return null;
      lines.push(Buffer.concat([this.held.subarray(0, this.heldBytes), chunk.subarray(from, at)]));
      this.heldBytes = 0;
      from = at + 1;
    }
    // A line that fills the limit without its newline can only become too long.
    if (this.heldBytes + chunk.length - from >= this.maxBytes) return null;
    this.hold(chunk.subarray(from));
    return lines;
  }

  private hold(rest: Buffer): void {
    const neededBytes = this.heldBytes + rest.length;
    if (neededBytes > this.held.length) {
      const grown = Buffer.alloc(Math.max(firstCapacityBytes, neededBytes, this.held.length * 2));
      this.held.copy(grown, 0, 0, this.heldBytes);
      this.held = grown;
    }
    rest.copy(this.held, this.heldBytes);
    this.heldBytes = neededBytes;
  }
}
