import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../core/foundation/errors/index.ts';
import { startMemoryRig } from '../../utils/memory-rig.ts';
import { eventually } from '../../utils/network.ts';

const twoOfFive = { models: { a: 5, b: 5 } };
const together = ['load a', 'load b'];
const apart = ['load a', 'unload a', 'load b'];

/** Asks both models, one after the other, and gives the commands that their program was given. */
async function commandsOf(text: string, options: Parameters<typeof startMemoryRig>[1] = twoOfFive) {
  const rig = await startMemoryRig(text, options);
  for (const id of Object.keys(options.models)) expect(await rig.serve(id)).toBe('answered');
  return rig.backend.commands;
}

describe('[resources]', () => {
  it('lets models together take no more than max_memory_gb', async () => {
    expect(await commandsOf('')).toEqual(together);
    expect(await commandsOf('[resources]\nmax_memory_gb = 9\n')).toEqual(apart);
  });

  it('lets models together take no more than max_gpu_memory_gb', async () => {
    expect(await commandsOf('[resources]\nmax_gpu_memory_gb = 9\n')).toEqual(apart);
  });

  it('leaves gpu_memory_reserved_gb to other programs', async () => {
    expect(await commandsOf('[resources]\ngpu_memory_reserved_gb = 7\n')).toEqual(apart);
  });

  it('lets a model push other programs into swapped memory with swap_enabled', async () => {
    const options = { models: { a: 10 }, gpus: [], memoryGb: 16, others: 8 };
    const ends = async (text: string) => {
      const rig = await startMemoryRig(text, options);
      return rig.serve('a');
    };
    expect(await ends('')).toBe('closed');
    expect(await ends('[resources]\nswap_enabled = true\n')).toBe('answered');
  });

  it('takes what a model needs from memory_gb', async () => {
    const options = { ...twoOfFive, told: false };
    expect(await commandsOf('', options)).toEqual(together);
    const text =
      '[resources.per_model]\na = { memory_gb = 9, gpu_required = true }\nb = { memory_gb = 12, gpu_required = true }\n';
    expect(await commandsOf(text, options)).toEqual(apart);
  });

  it('keeps a model away from the main memory with gpu_required', async () => {
    const ends = async (gpuRequired: boolean) => {
      const text = `[resources.per_model]\na = { memory_gb = 20, gpu_required = ${gpuRequired} }\n`;
      return (await startMemoryRig(text, { models: { a: 20 }, told: false })).serve('a');
    };
    expect(await ends(true)).toBe('closed');
    expect(await ends(false)).toBe('answered');
  });

  it('keeps no more than max_model_cache_gb of models that nobody uses', async () => {
    const rig = await startMemoryRig('[resources.memory]\nmax_model_cache_gb = 9\n', twoOfFive);
    for (const id of ['a', 'b']) await rig.serve(id);
    await eventually(() => rig.backend.commands.length === 3);
    expect(rig.backend.commands).toEqual(['load a', 'load b', 'unload a']);
  });

  it('leaves min_free_memory_gb of main memory free', async () => {
    const options = { ...twoOfFive, gpus: [], memoryGb: 12 };
    expect(await commandsOf('', options)).toEqual(together);
    expect(await commandsOf('[resources.memory]\nmin_free_memory_gb = 4\n', options)).toEqual(apart);
  });

  it('unloads models in the order of eviction_policy', async () => {
    const options = { models: { small: 4, large: 9, next: 5 } };
    const third = async (text: string) => (await commandsOf(text, options))[2];
    expect(await third('')).toBe('unload small');
    expect(await third('[resources.memory]\neviction_policy = "largest_first"\n')).toBe('unload large');
  });

  it('loads preload_models at the start', async () => {
    const rig = await startMemoryRig('[resources.memory]\npreload_models = ["b", "a"]\n', { models: { a: 12, b: 9 } });
    await eventually(() => rig.backend.commands.length > 0);
    expect(rig.backend.commands).toEqual(['load b']);
    expect(await rig.model('a')).toMatchObject({ state: 'unloaded', needsBytes: 12_000_000_000 });
  });

  it('holds from now on when it changes', async () => {
    const rig = await startMemoryRig('', twoOfFive);
    await rig.serve('a');
    const needs = ['a', 'b'].map((id) => `[[models]]\nname = "${id}"\ngpu_memory_gb = 5\n`).join('');
    rig.configure(`[resources]\nmax_memory_gb = 9\n${needs}`);
    await rig.serve('b');
    expect(rig.backend.commands).toEqual(apart);
  });
});

describe('[[models]]', () => {
  it('takes what a model needs from gpu_memory_gb, and from min_gpu_memory_gb', async () => {
    for (const key of ['gpu_memory_gb', 'min_gpu_memory_gb']) {
      const rig = await startMemoryRig(`[[models]]\nname = "a"\n${key} = 17\n`, { models: { a: 5 }, told: false });
      expect(await rig.serve('a')).toBe('closed');
    }
  });
});

describe('a model that does not fit', () => {
  const sentence =
    'Loading m needs 13.4 GB; 2.0 GB is free. Unloading q gives 5.0 GB back, which leaves 6.4 GB missing.';

  it('is refused, is not offered, and only the owner is told why', async () => {
    const rig = await startMemoryRig('', { models: { q: 5, m: 13.4 } });
    await rig.serve('q');
    rig.takenByOthers(9);
    expect(await rig.serve('m')).toBe('closed');
    const [last] = rig.node.finished();
    expect(last?.error?.code).toBe('RESOURCE_MODEL_TOO_LARGE');
    await eventually(async () => (await rig.model('m')).served === false);
    expect((await rig.model('m')).notServedBecause).toBe(sentence);
    rig.takenByOthers(0);
    await eventually(async () => {
      rig.clock.advance(1000);
      return (await rig.model('m')).served;
    });
  });

  it('is refused to the owner with figures', async () => {
    const rig = await startMemoryRig('', { models: { m: 20 } });
    await expect(rig.call('models.load', { id: 'm' })).rejects.toMatchObject({
      code: 'RESOURCE_MODEL_TOO_LARGE',
      details: { model: 'm', needsBytes: 20_000_000_000, wouldFree: [] },
    });
  });
});

it('unloads idle models and calls the handler when a program runs out of memory while it answers', async () => {
  const rig = await startMemoryRig('', twoOfFive);
  for (const id of ['a', 'b']) await rig.serve(id);
  let called = 0;
  rig.node.setOutOfMemoryHandler(() => {
    called += 1;
  });
  rig.backend.gate = Promise.reject(new ExecutorError('BACKEND_FAILED', { reason: 'out-of-memory' }));
  rig.backend.gate.catch(() => {});
  expect(await rig.serve('a')).toBe('closed');
  await eventually(() => called === 1);
  expect(rig.backend.commands.slice(2).sort()).toEqual(['unload a', 'unload b']);
});
