import { spawn } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';

const keyName = 'LLOOM_PRIVATE_KEY';
/** Says that the key waits in this file descriptor. */
const pipeName = 'LLOOM_PRIVATE_KEY_PIPE';
const pipeFd = 3;

/** What of the process the handover needs; `process` has it. */
export interface HandoverProcess {
  readonly platform: NodeJS.Platform;
  readonly execPath: string;
  readonly argv: readonly string[];
  readonly env: Record<string, string | undefined>;
}

/**
 * True when the program must be started again to get the private key out of its memory.
 *
 * On Linux, Chromium forks the ancestors of all pages before any of our code runs, and with them the whole environment:
 * taking the key out of it afterwards leaves a copy in every page's process. Elsewhere no process exists yet.
 */
export function needsHandover({ platform, env }: Pick<HandoverProcess, 'platform' | 'env'>): boolean {
  return platform === 'linux' && Boolean(env[keyName]);
}

/**
 * Starts the program again without the key in its environment, gives it the key through a pipe, and ends with it.
 *
 * @returns What passes a signal on to it.
 */
export function handOver(host: HandoverProcess, exit: (status: number) => void): (signal: NodeJS.Signals) => void {
  const { [keyName]: key, ...env } = host.env;
  delete host.env[keyName];
  const child = spawn(host.execPath, host.argv.slice(1), {
    env: { ...env, [pipeName]: '1' },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[pipeFd];
  if (pipe && 'end' in pipe) {
    pipe.on('error', () => {}); // The child is gone; its exit is reported below.
    pipe.end(key);
  }
  child.once('error', () => exit(70));
  child.once('exit', (status) => exit(status ?? 70));
  return (signal) => void child.kill(signal);
}

/** The environment as the owner set it, with the key from the pipe when there was a handover; nothing of it stays in `env`. */
export function receiveEnvironment(env: Record<string, string | undefined>): Record<string, string | undefined> {
  if (!env[pipeName]) return env;
  delete env[pipeName];
  const key = readFileSync(pipeFd, 'utf8');
  closeSync(pipeFd);
  return { ...env, [keyName]: key };
}
