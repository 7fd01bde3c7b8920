import { execFile } from 'node:child_process';

/** What came of running a program. */
export type ToolRun =
  | { readonly ok: true; readonly output: string }
  /** `missing`: it cannot be started; `size`: it said too much; `status`: it ended with an error of its own. */
  | { readonly ok: false; readonly reason: 'missing' | 'stopped' | 'size' | 'status'; readonly output: string };

/** How a program is run. */
export interface ToolOptions {
  /** Kills it. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Further variables that it is started with. @defaultValue none */
  readonly variables?: readonly string[];
  /** Most bytes that are read of its output. @defaultValue 256 KiB */
  readonly maxBytes?: number;
}

const MAX_BYTES = 256 * 1024;

/** Variables that a program of the system needs; everything else, keys above all, stays here. */
const passedOn = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'WINDIR', 'ProgramFiles', 'TEMP', 'TMP'] as const;

/**
 * Runs a program of the system by its full path, without a shell, and reads what it prints. Never rejects.
 *
 * @returns Its standard output, also when it ended with an error.
 */
export function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolRun> {
  const { signal, env, variables = [], maxBytes = MAX_BYTES } = options;
  if (signal.aborted) return Promise.resolve({ ok: false, reason: 'stopped', output: '' });
  const limits = { maxBuffer: maxBytes, killSignal: 'SIGKILL', windowsHide: true } as const;
  return new Promise((resolve) => {
    try {
      const child = execFile(file, [...args], { ...limits, env: toolEnvironment(env, variables) }, (error, stdout) => {
        signal.removeEventListener('abort', onAbort);
        if (error === null) return resolve({ ok: true, output: stdout });
        resolve({ ok: false, reason: signal.aborted ? 'stopped' : reasonOf(error), output: stdout });
      });
      // Node's own way to call it off asks politely, which one that hangs does not hear.
      const onAbort = () => {
        child.kill('SIGKILL');
        // A child of its own may keep these open.
        child.stdout?.destroy();
        child.stderr?.destroy();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      child.stdin?.on('error', () => {}); // It may end before it is told that nothing comes.
      child.stdin?.end();
    } catch {
      resolve({ ok: false, reason: 'missing', output: '' });
    }
  });
}

/** The environment of a program of the system: few variables, and English output. */
export function toolEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  variables: readonly string[] = [],
): Record<string, string> {
  const own: Record<string, string> = { LANG: 'C', LC_ALL: 'C' };
  for (const name of [...passedOn, ...variables]) {
    const value = env[name];
    if (value !== undefined) own[name] = value;
  }
  return own;
}

function reasonOf(error: NodeJS.ErrnoException | { code?: unknown }) {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'size';
  return typeof error.code === 'number' ? 'status' : isStartFailure(error.code) ? 'missing' : 'status';
}

function isStartFailure(code: unknown): boolean {
  return code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC';
}
