import { spawn } from 'node:child_process';

/** How to run a command. */
export interface CommandOptions {
  /** The command and all its children are ended after this time. */
  readonly limitMs: number;
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `show` passes everything on to standard error, `collect` only returns it. @defaultValue 'collect' */
  readonly output?: 'show' | 'collect';
}

/** What a command left. */
export interface CommandResult {
  /** Exit status; null when it was ended by a signal or could not be started. */
  readonly status: number | null;
  readonly timedOut: boolean;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly durationMs: number;
}

/** Ends the commands that still run; for when this process ends before them. */
const running = new Set<() => void>();
process.on('exit', () => {
  for (const end of running) end();
});

/** Runs a command in a process group of its own, so that nothing it started is left behind. Never throws. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const take = (chunk: string) => {
      chunks.push(chunk);
      if (options.output === 'show') process.stderr.write(chunk);
    };
    const ownGroup = process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
    });
    let timedOut = false;
    const endGroup = () => killGroup(child.pid, ownGroup);
    const timer = setTimeout(() => {
      timedOut = true;
      take(`\n${command} was ended after ${Math.round(options.limitMs / 1000)} s\n`);
      endGroup();
    }, options.limitMs);
    running.add(endGroup);
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => take(`${command}: ${error.message}\n`));
    // What outlives the command would keep its pipes, and so this process, open.
    child.on('exit', endGroup);
    child.on('close', (status) => {
      clearTimeout(timer);
      running.delete(endGroup);
      resolve({ status, timedOut, output: chunks.join(''), durationMs: performance.now() - startedMs });
    });
  });
}

function killGroup(pid: number | undefined, ownGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Like {@link runCommand}, for commands that must succeed. @throws Error with the end of the output. */
export async function mustRun(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const result = await runCommand(command, args, options);
  if (result.status === 0) return result.output;
  throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed:\n${result.output.slice(-3000)}`);
}
