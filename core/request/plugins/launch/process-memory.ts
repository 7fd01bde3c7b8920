import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident memory of a process, bytes; null where the system does not tell, as on Windows. */
export async function readMemoryBytes(processId: number | undefined): Promise<number | null> {
  if (processId === undefined) return null;
  try {
    if (process.platform === 'linux') {
      const resident = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${processId}/status`, 'utf8'))?.[1];
      return resident === undefined ? null : Number(resident) * 1024;
    }
    if (process.platform === 'win32') return null;
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(processId)]);
    return Number(stdout.trim()) * 1024;
  } catch {
    return null; // It has ended meanwhile.
  }
}
