import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Logger } from '../../../foundation/logger.ts';
import { type CpuSettings, niceLevelOf } from './settings.ts';

/** Longest that the system's command may take, milliseconds. */
const COMMAND_LIMIT_MS = 5000;

/**
 * Puts a process that runs models behind or before others, and on the cores that are named. What the system does not
 * allow is logged; the process runs on as it is. Cores are set with `taskset`, which Linux alone has.
 */
export function tuneProcess(processId: number, settings: CpuSettings, logger: Logger): void {
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
  execFile('taskset', ['-a', '-p', '-c', cores, String(processId)], { timeout: COMMAND_LIMIT_MS }, (error) => {
    if (error !== null) logger.warn('The engine could not be kept on its cores', { cores });
  });
}
