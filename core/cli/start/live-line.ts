import type { TextOutput } from '../terminal.ts';

/** Clears the line under the cursor and goes to its beginning. */
const clearLine = '\r\u001b[2K';

/** One line at the bottom of a terminal that is rewritten, with other text scrolling away above it. */
export class LiveLine {
  private readonly out: TextOutput;
  private text = '';

  constructor(out: TextOutput) {
    this.out = out;
  }

  /** Rewrites the line; longer ones are cut at the width of the terminal. */
  show(text: string): void {
    const room = Math.max(10, this.out.columns - 1);
    const characters = [...text];
    const cut = characters.length <= room ? text : `${characters.slice(0, room - 1).join('')}…`;
    if (cut === this.text) return;
    this.text = cut;
    this.out.write(clearLine + cut);
  }

  /** Writes whole lines above it. */
  above(lines: string, to: TextOutput): void {
    if (this.text !== '') this.out.write(clearLine);
    to.write(lines);
    if (this.text !== '') this.out.write(this.text);
  }

  /** Leaves the line as it is and goes to the next. */
  end(): void {
    if (this.text !== '') this.out.write('\n');
    this.text = '';
  }
}
