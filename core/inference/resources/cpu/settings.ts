/** What models may take of the processor. Null leaves it to their program. */
export interface CpuSettings {
  /** 1 to 100 per cent of the cores. */
  readonly maxCpuPercent: number | null;
  readonly maxThreads: number | null;
  readonly poolThreads: number | null;
  readonly poolPriority: 'low' | 'normal' | 'high' | null;
  /** Numbers of cores; empty for all. */
  readonly affinity: readonly number[];
  /** As the system counts it: -20 goes first, 19 last. */
  readonly niceLevel: number | null;
}

/** Priority of the process for each priority of a pool, as the system counts it. */
const niceOf: Readonly<Record<NonNullable<CpuSettings['poolPriority']>, number>> = { low: 10, normal: 0, high: -7 };

/**
 * Threads of a model: the fewest that anything allows; null where nothing is said.
 *
 * @param cores - Of the computer.
 * @param modelCores - What the owner says of the model.
 */
export function threadsFor(settings: CpuSettings, cores: number, modelCores: number | null): number | null {
  const { maxCpuPercent, maxThreads, poolThreads } = settings;
  const share = maxCpuPercent === null ? null : Math.max(1, Math.floor((cores * maxCpuPercent) / 100));
  const limits = [share, maxThreads, poolThreads, modelCores].filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Priority of the process that runs models; null leaves it as it is. */
export function niceLevelOf({ niceLevel, poolPriority }: CpuSettings): number | null {
  return niceLevel ?? (poolPriority === null || poolPriority === 'normal' ? null : niceOf[poolPriority]);
}
