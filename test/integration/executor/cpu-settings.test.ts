import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { engineProcess } from '../../utils/engine-process.ts';
import { processStatus } from '../../utils/linux-processes.ts';
import { startMemoryRig } from '../../utils/memory-rig.ts';
import { eventually } from '../../utils/network.ts';

/** Threads that the engine was told for a model. */
async function threadsOf(text: string): Promise<number | null | undefined> {
  const rig = await startMemoryRig(text, { models: { a: 4 }, told: false, kind: 'builtin' });
  expect(await rig.serve('a')).toBe('answered');
  return rig.backend.loadOptions[0]?.placement?.threads;
}

describe('[resources] for the processor', () => {
  it('gives the built-in engine the fewest threads that a setting allows', async () => {
    expect(await threadsOf('')).toBeNull();
    expect(await threadsOf('[resources.cpu]\nmax_threads = 3\n')).toBe(3);
    expect(await threadsOf('[resources]\nmax_cpu_percent = 1\n[resources.cpu]\nmax_threads = 3\n')).toBe(1);
    const pool = '[[resources.cpu.thread_pools]]\nname = "inference"\nsize = 2\n';
    expect(await threadsOf(`[resources.cpu]\nmax_threads = 3\n${pool}`)).toBe(2);
    expect(await threadsOf(`${pool}[[models]]\nname = "a"\ncpu_cores = 1\n`)).toBe(1);
  });

  it('sets the priority of the process of the built-in engine', async () => {
    const pool = { name: 'inference', size: 2, priority: 'low' };
    const byPool = await engineProcess({ 'resources.cpu.thread_pools': [pool] });
    expect(getPriority(byPool)).toBe(10);
    const byLevel = await engineProcess({ 'resources.cpu.thread_pools': [pool], 'resources.cpu.nice_level': 7 });
    expect(getPriority(byLevel)).toBe(7);
  }, 60_000);

  it.runIf(process.platform === 'linux')(
    'keeps the process of the built-in engine on the cores of cpu_affinity',
    async () => {
      const pid = await engineProcess({ 'resources.cpu.cpu_affinity': [0] });
      await eventually(() => processStatus(pid, 'Cpus_allowed_list') === '0');
    },
    60_000,
  );
});
