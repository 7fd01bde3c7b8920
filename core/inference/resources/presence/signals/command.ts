import { win32 } from 'node:path';
import { findTool } from '../../tools/find-tool.ts';
import { runTool } from '../../tools/run-tool.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** Variables that programs of the desktop need beside those that any program does. */
const variables = ['Path', 'HOME', 'USERPROFILE', 'DISPLAY', 'XAUTHORITY'] as const;

/** Variables of the environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Full path of a program of the system; null where there is none. Windows would look into the current folder first, and
 * into whatever stands in `PATH`, so its own folder is named there.
 */
export async function commandPath(name: string, platform: NodeJS.Platform, env: Variables): Promise<string | null> {
  if (platform === 'win32')
    return win32.join(env.SystemRoot ?? env.SYSTEMROOT ?? 'C:\\Windows', 'System32', `${name}.exe`);
  return findTool(name, { platform, env });
}

/**
 * Runs a program of the system, without a shell, until the signal ends it, and reads what it prints.
 *
 * @throws when it is not there, fails, or is stopped
 */
export async function commandOutput(
  name: string,
  args: readonly string[],
  { signal, env }: { readonly signal: AbortSignal; readonly env: Variables },
): Promise<string> {
  const file = await commandPath(name, process.platform, env);
  if (file === null) throw new Error('this program is not here');
  const run = await runTool(file, args, { signal, env, variables, maxBytes: MAX_BYTES });
  if (!run.ok) throw new Error(`this program could not be asked: ${run.reason}`);
  return run.output;
}
