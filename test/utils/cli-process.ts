import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { noPresence } from './live/no-presence.ts';

const entry = fileURLToPath(new URL('../../core/cli/lloom-executor.ts', import.meta.url));

/** The command line as a program of its own, while it runs. */
export interface CliProcess {
  readonly process: ChildProcess;
  /** What it wrote so far. */
  readonly written: { out: string; err: string };
  /** Waits until standard output holds `text`; fails when the program ends before. */
  says(text: string): Promise<void>;
  readonly ended: Promise<{ status: number | null; out: string; err: string }>;
}

/** Starts the command line on a data folder, with nothing else of this environment but the path. */
export function startCli(
  dataFolder: string,
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): CliProcess {
  const { PATH = '', LLOOM_SQLITE_BINDING } = process.env;
  const child = spawn(process.execPath, [entry, ...args], {
    env: {
      PATH,
      HOME: dataFolder,
      LLOOM_DATA_DIR: dataFolder,
      ...(LLOOM_SQLITE_BINDING ? { LLOOM_SQLITE_BINDING } : {}),
      ...noPresence,
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    written.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    written.err += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, ...written }));
  return {
    process: child,
    written,
    ended,
    says: (text) =>
      vi.waitFor(
        () => {
          if (!written.out.includes(text)) throw new Error(`not said: ${text}\n${written.out}\n${written.err}`);
        },
        { timeout: 15_000, interval: 20 },
      ),
  };
}

/** Runs it to its end. */
export function runCliProcess(
  dataFolder: string,
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): Promise<{ status: number | null; out: string; err: string }> {
  return startCli(dataFolder, args, options).ended;
}
