import { z } from 'zod';
import { optional } from '../../../foundation/setting-values.ts';
import { setting, tableListSetting, tableSetting } from '../../../foundation/settings.ts';
import type { CpuSettings } from './settings.ts';

const file = 'test/integration/executor/cpu-settings.test.ts';
const threads = z.int().min(1).max(4096);
const threadsUnit = 'whole number, 1 to 4096';
const threadsTest = { file, title: 'gives the built-in engine the fewest threads that a setting allows' };

/** Keys of `[resources]` about the processor. */
export const cpuKeys = {
  max_cpu_percent: setting(optional(z.int().min(1).max(100)), {
    example: 80,
    test: threadsTest,
    description: 'Most of the processor that a model may take: its threads are this share of the cores.',
    unit: 'whole per cent, 1 to 100',
  }),
  cpu: tableSetting(
    {
      max_threads: setting(optional(threads), {
        example: 8,
        test: threadsTest,
        description: 'Most threads of a model.',
        unit: threadsUnit,
      }),
      thread_pools: tableListSetting(
        {
          name: setting(z.enum(['inference', 'preprocessing']), {
            test: threadsTest,
            description: 'What the threads do. Only "inference" can be set: nothing else here has threads of its own.',
            unit: '"inference"',
          }),
          size: setting(threads, { test: threadsTest, description: 'How many threads.', unit: threadsUnit }),
          priority: setting(z.enum(['low', 'normal', 'high']).default('normal'), {
            test: { file, title: 'sets the priority of the process of the built-in engine' },
            description: 'How the system puts them before or behind other programs; "high" needs the rights to it.',
            unit: 'one of "low", "normal", "high"',
            reload: 'restart',
          }),
        },
        {
          test: threadsTest,
          description: 'Threads by what they do.',
          unit: '[[resources.cpu.thread_pools]] on a line of its own for each, at most 8',
          maxItems: 8,
          example: { name: 'inference', size: 8, priority: 'normal' },
        },
      ),
      cpu_affinity: setting(z.array(z.int().min(0).max(4095)).max(4096).default([]), {
        test: { file, title: 'keeps the process of the built-in engine on the cores of cpu_affinity' },
        description: 'The only cores that models run on; empty for all. Linux, by taskset.',
        unit: 'list of core numbers, 0 to 4095',
        reload: 'restart',
      }),
      nice_level: setting(optional(z.int().min(-20).max(19)), {
        example: 10,
        test: { file, title: 'sets the priority of the process of the built-in engine' },
        description: 'How far models stand back behind other programs; goes before the priority of a thread pool.',
        unit: 'whole number, -20 (first) to 19 (last)',
        reload: 'restart',
      }),
    },
    { description: 'What models may take of the processor.' },
  ),
} as const;

type Keys = { readonly [Key in keyof typeof cpuKeys]: z.output<(typeof cpuKeys)[Key]> };

/** What the keys say. */
export function readCpu({ max_cpu_percent, cpu }: Keys): CpuSettings {
  const inference = cpu.thread_pools.find(({ name }) => name === 'inference') ?? null;
  return {
    maxCpuPercent: max_cpu_percent,
    maxThreads: cpu.max_threads,
    poolThreads: inference?.size ?? null,
    poolPriority: inference?.priority ?? null,
    affinity: cpu.cpu_affinity,
    niceLevel: cpu.nice_level,
  };
}
