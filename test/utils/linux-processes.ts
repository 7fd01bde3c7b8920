import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** A running process, as Linux tells. */
export interface LinuxProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** Processes whose command line contains a text. */
export function findProcesses(text: string): readonly LinuxProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), commandLine: readText(`/proc/${name}/cmdline`).replaceAll('\0', ' ') }))
    .filter(({ commandLine }) => commandLine.includes(text));
}

/** One value of `/proc/PID/status`, such as `Seccomp`; undefined when the process has ended. */
export function processStatus(pid: number, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readText(`/proc/${pid}/status`))?.[1];
}

/** The process's parent, its parent, and so on. */
export function ancestorsOf(pid: number): readonly number[] {
  const parent = Number(processStatus(pid, 'PPid') ?? 0);
  return parent > 1 ? [parent, ...ancestorsOf(parent)] : [];
}

/** True when a text stands anywhere in the readable memory or the environment of a process. Needs root. */
export function memoryContains(pid: number, text: string): boolean {
  const regions = readText(`/proc/${pid}/maps`);
  if (regions === '') return false; // It has ended.
  if (readText(`/proc/${pid}/environ`).includes(text)) return true;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return regions.split('\n').some((line) => regionContains(memory, line, text));
  } finally {
    closeSync(memory);
  }
}

/** Reserved address space is of this size and more; it holds nothing. */
const largestRegion = 2 ** 28;

function regionContains(memory: number, line: string, text: string): boolean {
  const [, start, end, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
  if (start === undefined || end === undefined || !rights?.startsWith('r')) return false;
  const first = Number.parseInt(start, 16);
  const length = Number.parseInt(end, 16) - first;
  if (length > largestRegion) return false;
  const bytes = Buffer.alloc(length);
  try {
    readSync(memory, bytes, 0, length, first);
  } catch {
    return false; // Not backed by memory that can be read.
  }
  return bytes.includes(text);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // The process has ended.
  }
}
