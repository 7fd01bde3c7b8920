import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Variables over those of this process; undefined removes one. */
export type EnvironmentChanges = Readonly<Record<string, string | undefined>>;

/**
 * Runs a program with our own streams until it ends, whatever signal comes: only then can be cleaned up after it.
 *
 * @returns Its exit status; 128 and the signal's number when a signal ended it.
 * @throws Error when it does not start.
 */
export function runInForeground(
  program: string,
  args: readonly string[],
  changes: EnvironmentChanges = {},
): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...changes } });
  // A terminal signals the program itself; it decides when to end.
  process.on('SIGINT', () => {});
  // A terminal that is closed tells only some of its processes. Windows knows no other signal to pass on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${program} does not start: ${error.message}`)));
    child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
