import type { Surroundings } from '../../surroundings.ts';
import { findTool } from '../../tools/find-tool.ts';
import { runTool } from '../../tools/run-tool.ts';

/** Pages that programs get without anything being swapped out. */
const givenPages = ['free', 'inactive', 'speculative', 'purgeable'];

/**
 * Memory that programs could take under macOS, bytes. What Node calls free there leaves out whatever the system keeps only
 * until somebody wants it. Null elsewhere, and where `vm_stat` says nothing.
 */
export async function readAvailable(surroundings: Surroundings, signal: AbortSignal): Promise<number | null> {
  const { platform, env } = surroundings;
  if (platform !== 'darwin') return null;
  const file = await findTool('vm_stat', surroundings, ['/usr/bin']);
  if (file === null) return null;
  const run = await runTool(file, [], { signal, env, maxBytes: 16_384 });
  return run.ok ? parseVmStat(run.output) : null;
}

/** Reads `vm_stat`; null when its page size or its free pages are not there. */
export function parseVmStat(text: string): number | null {
  const pageBytes = /page size of (\d{1,8}) bytes/.exec(text)?.[1];
  const pages = givenPages.map((name) => new RegExp(`^Pages ${name}:\\s+(\\d{1,12})\\.?\\s*$`, 'm').exec(text)?.[1]);
  if (pageBytes === undefined || pages[0] === undefined) return null;
  const bytes = pages.reduce((sum, count) => sum + Number(count ?? 0), 0) * Number(pageBytes);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
