import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that runs under a name of the test's until it is ended. */
export interface RunningGame {
  readonly pid: number;
  /** Wall time of its start, milliseconds. */
  readonly startedAtMs: number;
  close(): Promise<void>;
}

/** Starts a real process whose executable has this name; the file is put into the folder. */
export async function startGame(folder: string, executable: string): Promise<RunningGame> {
  const file = join(folder, executable);
  copyFileSync('/bin/sleep', file);
  chmodSync(file, 0o755);
  const startedAtMs = Date.now();
  const child = spawn(file, ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    startedAtMs,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
