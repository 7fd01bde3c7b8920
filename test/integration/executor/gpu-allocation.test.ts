import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineProcess } from '../../utils/engine-process.ts';
import { launchRigExecutor } from '../../utils/executor-rig.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { startMemoryRig } from '../../utils/memory-rig.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const models = { a: 4, b: 4, c: 4, d: 24 };

/** Where the built-in engine was told to put each of these models, asked one after the other. */
async function placesOf(text: string, ids: readonly string[], gpus: readonly number[] = [16, 32]) {
  const rig = await startMemoryRig(text, { models, gpus, kind: 'builtin' });
  const ends: string[] = [];
  for (const id of ids) ends.push(await rig.serve(id));
  return ids.map((id, index) => (ends[index] === 'closed' ? 'closed' : rig.devicesOf(id)));
}

describe('[gpu_allocation]', () => {
  it('chooses a GPU by strategy', async () => {
    const strategy = (name: string) => `[gpu_allocation]\nstrategy = "${name}"\n`;
    expect(await placesOf(strategy('round_robin'), ['a', 'b', 'c'])).toEqual([[0], [1], [0]]);
    expect(await placesOf(strategy('least_loaded'), ['a', 'b', 'c'])).toEqual([[1], [1], [1]]);
  });

  it('uses the GPUs of devices only', async () => {
    expect(await placesOf('[gpu_allocation]\ndevices = [0]\n', ['a', 'd'])).toEqual([[0], 'closed']);
  });

  it('lets models take no more of a GPU than memory_limit_per_device_gb', async () => {
    expect(await placesOf('[gpu_allocation]\nmemory_limit_per_device_gb = 22\n', ['a', 'd'], [32])).toEqual([
      [0],
      'closed',
    ]);
  });

  it('runs a model on the GPUs that model_affinity names', async () => {
    const entry = (model: string, devices: string) =>
      `[[gpu_allocation.model_affinity]]\nmodel = "${model}"\ndevices = ${devices}\n`;
    const text = `[gpu_allocation]\nstrategy = "affinity"\n${entry('a', '[0, 1]')}${entry('b', '[0]')}`;
    expect(await placesOf(text, ['a', 'b', 'c'])).toEqual([[0, 1], [0], [1]]);
  });

  it.runIf(process.platform === 'linux')(
    'shows an engine the GPUs of cuda_visible_devices',
    async () => {
      const environmentOf = async (list: string) => {
        const pid = await engineProcess({ 'gpu_allocation.cuda_visible_devices': list });
        const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        return lines.filter((line) => /^(CUDA|GGML_VK)_VISIBLE_DEVICES=/.test(line)).sort();
      };
      expect(await environmentOf('2,0')).toEqual(['CUDA_VISIBLE_DEVICES=2,0', 'GGML_VK_VISIBLE_DEVICES=2,0']);
      // Vulkan has no such names.
      expect(await environmentOf('GPU-8f2e')).toEqual(['CUDA_VISIBLE_DEVICES=GPU-8f2e']);
    },
    60_000,
  );

  it('places models on the GPUs that cuda_visible_devices names by number', async () => {
    expect(await placesOf('[gpu_allocation]\ncuda_visible_devices = "0"\n', ['a', 'd'])).toEqual([[0], 'closed']);
  });
});

it.each([['enable_memory_growth = true', 'takes the memory of a model and of its whole context when it loads it']])(
  'refuses to start with what no model program can be told: %s',
  async (line, sentence) => {
    const dataFolder = tempFolder();
    writeFileSync(join(dataFolder, 'config.toml'), `[llm_client]\nbackend = "builtin"\n[gpu_allocation]\n${line}\n`);
    const { details } = await expectCode(launchRigExecutor(dataFolder), 'RESOURCE_OPTION_REFUSED');
    expect(details.reason).toContain(sentence);
  },
);
