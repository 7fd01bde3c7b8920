import { setPriority } from 'node:os';
import type { Logger } from '../../../foundation/logger.ts';
import { surroundingsOf } from '../surroundings.ts';
import { findTool } from '../tools/find-tool.ts';
import { runTool } from '../tools/run-tool.ts';
import { type CpuSettings, niceLevelOf } from './settings.ts';

/** Longest that the system's command may take, milliseconds. */
const COMMAND_LIMIT_MS = 5000;

/**
 * Puts a process that runs models behind or before others, and on the cores that are named. What the system does not
 * allow is logged; the process runs on as it is. Cores are set with `taskset`, which Linux alone has.
 *
 * @param env - Where `taskset` is looked for (`PATH`) before the places that it is known to be in.
 */
export function tuneProcess(
  processId: number,
  settings: CpuSettings,
  logger: Logger,
  env: Readonly<Record<string, string | undefined>> = {},
): void {
  const niceLevel = niceLevelOf(settings);
  if (niceLevel !== null) {
    try {
      setPriority(processId, niceLevel);
    } catch (error) {
      logger.warn('The system does not allow this priority of the engine', { niceLevel }, error);
    }
  }
  if (settings.affinity.length === 0) return;
  const cores = settings.affinity.join(',');
  void keepOnCores(processId, cores, env).then((isKept) => {
    if (!isKept) logger.warn('The engine could not be kept on its cores', { cores });
  });
}

async function keepOnCores(
  processId: number,
  cores: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const file = await findTool('taskset', surroundingsOf({ env }), ['/usr/bin', '/bin', '/run/current-system/sw/bin']);
  if (file === null) return false;
  const signal = AbortSignal.timeout(COMMAND_LIMIT_MS);
  return (await runTool(file, ['-a', '-p', '-c', cores, String(processId)], { signal, env })).ok;
}
