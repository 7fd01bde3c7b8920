import { readFileSync } from 'node:fs';

/** True while a process runs. One that has ended, but was not waited for by its parent, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    // Only Linux tells.
    return true;
  }
}
