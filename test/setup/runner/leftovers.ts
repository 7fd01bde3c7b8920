import { readdirSync, readFileSync } from 'node:fs';

/** Environment variable that every process of a test run inherits. */
const markVariable = 'LLOOM_TEST_RUN';

/** Marks this process, so that whatever it starts can be found again. */
export function markProcesses(): void {
  process.env[markVariable] = String(process.pid);
}

/**
 * Ends every marked process but this one: those that a killed test left behind in a group of their own.
 * Only on Linux, where the environment of a process can be read.
 *
 * @returns How many there were.
 */
export function endLeftovers(): number {
  if (process.platform !== 'linux') return 0;
  const mark = `${markVariable}=${process.pid}\0`;
  const left = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && environmentOf(pid).includes(mark));
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  return left.length;
}

function environmentOf(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/environ`, 'latin1')}\0`;
  } catch {
    return '';
  }
}
