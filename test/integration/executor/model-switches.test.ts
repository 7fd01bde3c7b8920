import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FakeModel } from '../../fakes/llm-server/index.ts';
import { SteeredBackend } from '../../fakes/steered-backend.ts';
import { type ExecutorRig, startExecutorRig } from '../../utils/executor-rig.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { eventually } from '../../utils/network.ts';
import { startNodeRig } from '../../utils/node-rig.ts';

const models: FakeModel[] = ['llama', 'mistral'].map((id) => ({ id, type: 'llm', loaded: true, contextLength: 8192 }));
const fileOf = (rig: ExecutorRig) => readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8');
const announced = (rig: ExecutorRig) => rig.network.validator.registry.log.at(-1)?.modelIds;

test('switches a model off and on in the file, with its comments, and tells the network at once', async () => {
  const rig = await startExecutorRig({ models });
  await rig.state('serving');
  await eventually(() => announced(rig)?.length === 2);
  const before = fileOf(rig);
  const listed = await rig.call('models.disable', { id: 'llama' });
  expect(listed.find(({ id }) => id === 'llama')).toMatchObject({ enabled: false, served: false });
  expect(fileOf(rig)).toBe(`${before}\n[[models]]\nname = "llama"\nenabled = false\n`);
  await eventually(() => announced(rig)?.join() === 'mistral');
  await expect((await rig.client()).request({ model: 'llama', prompt: 'Hello' })).rejects.toMatchObject({
    code: 'NETWORK_REQUEST_FAILED',
  });
  const again = await rig.call('models.enable', { id: 'llama' });
  expect(again.find(({ id }) => id === 'llama')).toMatchObject({ enabled: true, served: true });
  expect(fileOf(rig)).toBe(`${before}\n[[models]]\nname = "llama"\nenabled = true\n`);
  await eventually(() => announced(rig)?.length === 2);
  expect(fileOf(rig)).toContain('# cheap at night');
});

test('keeps what the owner wrote about the model, and writes nothing where nothing is to be said', async () => {
  const own = '[[models]] # the good one\nname = "llama"\ninbound_price = "0.0001" # half\n';
  const rig = await startExecutorRig({ models }, { config: own });
  await rig.state('serving');
  const before = fileOf(rig);
  await rig.call('models.enable', { id: 'mistral' });
  expect(fileOf(rig)).toBe(before);
  await rig.call('models.disable', { id: 'llama' });
  expect(fileOf(rig)).toBe(`${before}enabled = false\n`);
  await expectCode(rig.call('models.disable', { id: 'nobody' }), 'MODEL_NOT_FOUND');
});

test('says so when the file cannot be written, and changes nothing', async () => {
  const rig = await startExecutorRig({ models });
  await rig.state('serving');
  writeFileSync(join(rig.dataFolder, 'config.toml'), 'models = 3\n');
  await expect(rig.call('models.disable', { id: 'llama' })).rejects.toMatchObject({
    code: expect.stringMatching(/^CONFIG_/),
  });
  expect(fileOf(rig)).toBe('models = 3\n');
  expect((await rig.call('models.list', {})).every(({ served }) => served)).toBe(true);
});

test('switches a further name alone, and without a file until the end', async () => {
  const backend = new SteeredBackend([{ id: 'big' }]);
  const rig = await startNodeRig(backend, '[model_aliases]\nfast = "big"\n');
  await rig.call('models.disable', { id: 'fast' });
  expect(await rig.ask('fast')).toBeNull();
  expect(await rig.ask('big')).not.toBeNull();
  await rig.call('models.enable', { id: 'fast' });
  expect((await rig.ask('fast'))?.model_used).toBe('fast');
});
