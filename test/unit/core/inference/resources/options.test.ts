import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkConfigText, requireAvailable } from '../../../../../core/foundation/config/index.ts';
import { configurableKinds } from '../../../../../core/inference/backends/index.ts';
import { refusedOptions, sentenceOf } from '../../../../../core/inference/resources/options/config.ts';
import { familyOfKind, optionFamilies, titleOfKind } from '../../../../../core/inference/resources/options/families.ts';
import { optionsPage } from '../../../../../core/inference/resources/options/page.ts';
import { type OptionKey, optionKeys, optionTable } from '../../../../../core/inference/resources/options/table.ts';
import { expectCode } from '../../../../utils/expect-code.ts';

const root = new URL('../../../../../', import.meta.url).pathname;

/** Each option as a file asks for something with it. */
const asked: Readonly<Record<OptionKey, string>> = {
  'resources.max_memory_gb': '[resources]\nmax_memory_gb = 32',
  'resources.max_gpu_memory_gb': '[resources]\nmax_gpu_memory_gb = 24',
  'resources.gpu_memory_reserved_gb': '[resources]\ngpu_memory_reserved_gb = 2',
  'resources.swap_enabled': '[resources]\nswap_enabled = true',
  'resources.per_model': '[resources.per_model]\na = { memory_gb = 8 }',
  'resources.memory.max_model_cache_gb': '[resources.memory]\nmax_model_cache_gb = 24',
  'resources.memory.min_free_memory_gb': '[resources.memory]\nmin_free_memory_gb = 4',
  'resources.memory.eviction_policy': '[resources.memory]\neviction_policy = "largest_first"',
  'resources.memory.preload_models': '[resources.memory]\npreload_models = ["a"]',
  'models.gpu_memory_gb': '[[models]]\nname = "a"\ngpu_memory_gb = 40',
  'models.min_gpu_memory_gb': '[[models]]\nname = "a"\nmin_gpu_memory_gb = 16',
  'models.cpu_cores': '[[models]]\nname = "a"\ncpu_cores = 8',
  'gpu_allocation.strategy': '[gpu_allocation]\nstrategy = "round_robin"',
  'gpu_allocation.devices': '[gpu_allocation]\ndevices = [0]',
  'gpu_allocation.memory_limit_per_device_gb': '[gpu_allocation]\nmemory_limit_per_device_gb = 22',
  'gpu_allocation.model_affinity': '[[gpu_allocation.model_affinity]]\nmodel = "a"\ndevices = [0]',
  'gpu_allocation.enable_memory_growth': '[gpu_allocation]\nenable_memory_growth = true',
  'gpu_allocation.cuda_visible_devices': '[gpu_allocation]\ncuda_visible_devices = "0,1"',
  'resources.max_cpu_percent': '[resources]\nmax_cpu_percent = 80',
  'resources.cpu.max_threads': '[resources.cpu]\nmax_threads = 8',
  'resources.cpu.thread_pools': '[[resources.cpu.thread_pools]]\nname = "inference"\nsize = 8',
  'resources.cpu.cpu_affinity': '[resources.cpu]\ncpu_affinity = [0]',
  'resources.cpu.nice_level': '[resources.cpu]\nnice_level = 10',
};

const programs = configurableKinds.map((kind) => {
  const more = kind === 'custom' ? '\nbase_url = "http://127.0.0.1:1/ask"' : '';
  return { kind, text: `[llm_client]\nbackend = "${kind}"${more}\n` };
});
const pairs = programs.flatMap((program) => optionKeys.map((option) => ({ ...program, option })));

function check(text: string) {
  const { snapshot, problems, warnings } = checkConfigText(text, { file: 'c.toml', env: { HOME: '/home/owner' } });
  if (snapshot === null) throw new Error(JSON.stringify(problems));
  return { warnings, start: async () => requireAvailable(snapshot) };
}

describe('the table of options', () => {
  it('has a column for each kind of backend', () => {
    expect(Object.keys(familyOfKind).sort()).toEqual([...configurableKinds, 'demo'].sort());
    expect(Object.keys(titleOfKind).sort()).toEqual(Object.keys(familyOfKind).sort());
  });

  it.each(optionKeys.flatMap((option) => optionFamilies.map((family) => ({ option, family }))))(
    'names a test, or a sentence, for $option with $family',
    ({ option, family }) => {
      const cell = optionTable[option][family];
      if ('refused' in cell) return expect(cell.refused).toMatch(/^[a-z].*\.$/);
      expect(existsSync(`${root}${cell.acts.file}`)).toBe(true);
      expect(readFileSync(`${root}${cell.acts.file}`, 'utf8')).toContain(`'${cell.acts.title}'`);
    },
  );

  it.runIf(process.platform === 'linux').each(pairs)('is what a start with $kind does with $option', async (pair) => {
    const { kind, text, option } = pair;
    const { warnings, start } = check(`${text}${asked[option]}\n`);
    const sentence = sentenceOf(option, kind);
    if (sentence === null) {
      await expect(start()).resolves.toBeUndefined();
      expect(warnings.filter((warning) => warning.includes('refuses it'))).toEqual([]);
      return;
    }
    const { details } = await expectCode(start(), 'RESOURCE_OPTION_REFUSED');
    expect(details).toMatchObject({ reason: sentence });
    expect(warnings.join('\n')).toContain(`${sentence} "start" refuses it.`);
  });

  it('is the page', async () => {
    await expect(optionsPage()).toMatchFileSnapshot(`${root}core/inference/resources/options/OPTIONS.md`);
  });
});

describe('an option', () => {
  const both = '[[llm_clients]]\nname = "own"\nbackend = "builtin"\n[resources.cpu]\nnice_level = 10\n';

  it('that acts with one of several programs is a warning that names the others', async () => {
    const { warnings, start } = check(both);
    await start();
    expect(warnings).toEqual([
      'c.toml:5: resources.cpu.nice_level: LM Studio runs in a process that is not started from here; set it where you start it. It acts with the others.',
    ]);
  });

  it('that the system cannot honour is refused whatever the program is', () => {
    const keys = [{ key: 'resources.cpu.cpu_affinity', path: ['resources', 'cpu', 'cpu_affinity'], value: [0] }];
    expect(refusedOptions(keys, ['builtin'], 'win32')).toMatchObject([{ actsElsewhere: false }]);
    expect(refusedOptions(keys, ['builtin'], 'linux')).toEqual([]);
  });

  it('for threads that nobody has is refused', async () => {
    const text =
      '[llm_client]\nbackend = "builtin"\n[[resources.cpu.thread_pools]]\nname = "preprocessing"\nsize = 4\n';
    const { details } = await expectCode(check(text).start(), 'RESOURCE_OPTION_REFUSED');
    expect(details.reason).toMatch(/only the pool "inference"/);
  });
});
