/** A program that runs on this computer. */
export interface RunningProgram {
  readonly pid: number;
  /**
   * Names of its executable without the folder: that of the file, and the ones that the system or Wine knows it by.
   */
  readonly names: readonly string[];
}

/** Whoever lists the programs that run. */
export interface ProcessList {
  /** Time between two looks that costs this computer next to nothing, milliseconds. */
  readonly everyMs: number;
  /** @throws the reason of the signal, or what the system says */
  list(signal: AbortSignal): Promise<readonly RunningProgram[]>;
}

/** Most programs that are looked at. */
export const MAX_PROGRAMS = 20_000;

/** The last part of a path of either kind. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
