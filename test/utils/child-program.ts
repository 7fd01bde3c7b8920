import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A TypeScript program of this repository, running on the Node that runs the tests. */
export interface ChildProgram {
  readonly process: ChildProcess;
  /** The next line of its standard output; null once that ended. */
  nextLine(): Promise<string | null>;
  /** Resolves with status and signal when it has ended. */
  readonly ended: Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts one; it is killed when the running test ends. */
export function startProgram(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProgram {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async nextLine() {
      const line = await lines.next();
      return line.done ? null : line.value;
    },
    ended: new Promise((resolve) => {
      child.once('exit', (status, signal) => resolve({ status, signal }));
    }),
  };
}
