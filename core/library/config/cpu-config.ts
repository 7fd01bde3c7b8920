import { checkNames } from '../checks/check-names.ts';
import type { Setting } from './resolve-config.ts';

/** How the system puts threads before or behind other programs. */
export type ThreadPriority = 'low' | 'normal' | 'high';

/** Names of {@link ThreadPriority}. */
export const ThreadPriority = { low: 'low', normal: 'normal', high: 'high' } as const satisfies Record<
  string,
  ThreadPriority
>;

/** Threads by what they do. */
export interface ThreadPoolConfig {
  /** Only `inference` can be set; `preprocessing` is refused with `RESOURCE_OPTION_REFUSED`. */
  readonly name: 'inference' | 'preprocessing';
  /** How many threads, 1 to 4096. */
  readonly size: number;
  /** @defaultValue `ThreadPriority.normal` */
  readonly priority?: ThreadPriority | undefined;
}

/**
 * What models may take of the processor, for the built-in engine. What is left out has its default, also when it was set
 * before.
 */
export interface CpuConfig {
  /** Most threads of a model, 1 to 4096. @defaultValue as many as its program takes */
  readonly maxThreads?: number | undefined;
  readonly threadPools?: readonly ThreadPoolConfig[] | undefined;
  /** The only cores that models run on; Linux. From the next start on. @defaultValue all */
  readonly cpuAffinity?: readonly number[] | null | undefined;
  /** How far models stand back behind other programs, -20 to 19. From the next start on. */
  readonly niceLevel?: number | null | undefined;
}

const keyOf = {
  maxThreads: 'resources.cpu.max_threads',
  threadPools: 'resources.cpu.thread_pools',
  cpuAffinity: 'resources.cpu.cpu_affinity',
  niceLevel: 'resources.cpu.nice_level',
} as const;

/** The configuration by its keys. @throws `CONFIG_INVALID` for names that there are not */
export function cpuSettings(config: CpuConfig): Iterable<readonly [key: string, setting: Setting]> {
  checkNames('CpuConfig', config, Object.keys(keyOf));
  return Object.entries(keyOf).map(([name, key]) => {
    const given = config[name as keyof typeof keyOf] ?? undefined;
    return [key, { property: `CpuConfig.${name}`, value: given }] as const;
  });
}
