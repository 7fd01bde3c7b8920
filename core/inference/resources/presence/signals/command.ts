import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const TIMEOUT_MS = 4000;
const MAX_BYTES = 4 * 1024 * 1024;

/** Variables that programs of the desktop need; everything else, keys above all, stays here. */
const passedOn = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'DISPLAY',
  'XAUTHORITY',
  'SystemRoot',
  'SYSTEMROOT',
  'WINDIR',
  'TEMP',
  'TMP',
] as const;

/** Variables of the environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Runs a program of the system, without a shell, for at most 4 s, and reads what it prints.
 *
 * @throws what the system says when it is not there, fails, or is stopped
 */
export async function commandOutput(
  file: string,
  args: readonly string[],
  { signal, env }: { readonly signal: AbortSignal; readonly env: Variables },
): Promise<string> {
  const known = passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  const { stdout } = await run(file, [...args], {
    signal,
    env: { ...Object.fromEntries(known), LC_ALL: 'C' },
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_BYTES,
    windowsHide: true,
  });
  return stdout;
}
