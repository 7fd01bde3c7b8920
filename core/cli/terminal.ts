/** Where a command reads and writes; the real one is the program's own three streams. */
export interface Terminal {
  /** Results only. */
  readonly out: TextOutput;
  /** Errors, progress and the log. */
  readonly err: TextOutput;
  /** True when a person types the input. */
  readonly isInputTyped: boolean;
  /** Everything on standard input, at most `maxBytes`; null when it is more. */
  readInput(maxBytes: number): Promise<Uint8Array | null>;
}

/** One of the two outputs. */
export interface TextOutput {
  write(text: string): void;
  /** True when a person watches; lines may then be rewritten. */
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
}

/** The streams of this process. A reader that goes away (`… | head`) is no error. */
export function processTerminal(): Terminal {
  const output = (stream: NodeJS.WriteStream): TextOutput => {
    stream.on('error', () => {});
    return {
      write: (text) => void stream.write(text),
      get isTerminal() {
        return stream.isTTY === true;
      },
      get columns() {
        return stream.columns ?? 80;
      },
    };
  };
  return {
    out: output(process.stdout),
    err: output(process.stderr),
    isInputTyped: process.stdin.isTTY === true,
    readInput,
  };
}

async function readInput(maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) return null;
  }
  return Buffer.concat(chunks);
}
