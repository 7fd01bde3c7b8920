import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { LineSplitter } from '../../../foundation/line-splitter.ts';
import { toolEnvironment } from './run-tool.ts';

/** Longest answer that is read, bytes. */
const MAX_BYTES = 512 * 1024;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** A program that runs on and answers each line that it is sent with one line. It is started when it is first asked. */
export class LineServer {
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string | undefined>>;
  #child: Child | null = null;
  #answer: (line: string | null) => void = () => {};

  constructor(options: { args: readonly string[]; env: Readonly<Record<string, string | undefined>> }) {
    this.#args = options.args;
    this.#env = options.env;
  }

  /** Its answer; null when it ended, said too much, or the signal came first. One question at a time. */
  async ask(file: string, signal: AbortSignal): Promise<string | null> {
    if (signal.aborted) return null;
    const child = this.#child ?? this.#start(file);
    const { promise, resolve } = Promise.withResolvers<string | null>();
    this.#answer = resolve;
    // One that is late would answer the next question with the answer to this one.
    const onAbort = () => this.close();
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdin.write('\n');
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends it. Safe to call twice; the next question starts it again. */
  close(): void {
    this.#child?.kill('SIGKILL');
    this.#end(this.#child);
  }

  #start(file: string): Child {
    const child = spawn(file, [...this.#args], {
      env: toolEnvironment(this.#env),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    this.#child = child;
    const lines = new LineSplitter(MAX_BYTES);
    child.on('error', () => this.#end(child));
    child.on('close', () => this.#end(child));
    child.stdin.on('error', () => {}); // It ended; 'close' tells.
    child.stdout.on('data', (chunk: Buffer) => {
      const complete = lines.push(chunk);
      if (complete === null) this.close();
      else if (complete[0] !== undefined) this.#answer(complete[0].toString('utf8'));
    });
    return child;
  }

  #end(child: Child | null): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#answer(null);
  }
}
