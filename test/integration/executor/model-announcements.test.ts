import { expect, test } from 'vitest';
import type { ModelDescriptor } from '../../../core/protocol/index.ts';
import type { FakeModel } from '../../fakes/llm-server/index.ts';
import { SteeredBackend } from '../../fakes/steered-backend.ts';
import { type ExecutorRig, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { startNodeRig } from '../../utils/node-rig.ts';

const models: FakeModel[] = ['fast', 'plain'].map((id) => ({ id, type: 'llm', loaded: true, contextLength: 8192 }));

/** What the validator, which checks every signature, knows of a model, as soon as it is what is waited for. */
async function announced(rig: ExecutorRig, id: string, isIt: (one: ModelDescriptor) => boolean = () => true) {
  const found = () =>
    rig.network.validator.registry.log
      .findLast(({ modelIds }) => modelIds.includes(id))
      ?.models.find((one) => one.model_id === id);
  await eventually(() => {
    const model = found();
    return model !== undefined && isIt(model);
  });
  return found() as ModelDescriptor;
}

test('a model is announced for its capabilities', async () => {
  const config = '[[models]]\nname = "fast"\ncapabilities = ["chat", "code"]\n';
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  expect((await announced(rig, 'fast')).capabilities.features).toEqual(['chat', 'code']);
  const { capabilities } = await announced(rig, 'plain');
  expect(capabilities).toMatchObject({ features: ['chat', 'completion'], performance: null });
  expect(Object.keys(capabilities.metadata)).toEqual(['backend_type']);
});

test('a configured performance is announced until it is measured, and lets waiting be expected', async () => {
  const config = '[[models]]\nname = "fast"\ntokens_per_second = 50\nfirst_token_latency_ms = 250\n';
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  expect((await announced(rig, 'fast')).capabilities.performance).toEqual({
    avg_tokens_per_second: 50,
    avg_time_to_first_token: 0.25,
    success_rate: null,
    avg_latency_ms: null,
  });
  expect((await rig.call('models.list', {}))[0]?.performance).toEqual({
    tokensPerSecond: 50,
    timeToFirstTokenMs: 250,
    source: 'configured',
  });

  const backend = new SteeredBackend([{ id: 'fast' }, { id: 'plain' }]);
  let open = () => {};
  backend.gate = new Promise((resolve) => {
    open = resolve;
  });
  const node = await startNodeRig(backend, `[request_handling]\nmax_concurrent_requests = 1\n${config}`);
  const asks = [node.ask('fast', 'one'), node.ask('fast', 'two')];
  await eventually(async () => (await node.call('queue.get', {})).items.length === 2);
  const waiting = (await node.call('queue.get', {})).items.find(({ state }) => state === 'waiting');
  // Half of one answer of 256 model tokens at 50 a second after 250 ms.
  expect(waiting?.expectedWaitMs).toBe(((256 / 50) * 1000) / 2 + 125);
  open();
  await Promise.all(asks);
});

test('what its own answers took is announced, and verifies', async () => {
  const rig = await startExecutorRig({ models, latencyMs: 100 });
  await rig.state('serving');
  const client = await rig.client();
  await client.request({ model: 'plain', prompt: 'Tell me something with at least a dozen words in it, please do' });
  const { capabilities } = await announced(rig, 'plain', (one) => one.capabilities.performance !== null);
  expect(capabilities.performance).toMatchObject({ success_rate: 1 });
  expect(capabilities.performance?.avg_latency_ms).toBeGreaterThan(0n);
  expect(capabilities.performance?.avg_tokens_per_second).toBeGreaterThan(0);
  expect((await rig.call('models.list', {})).find(({ id }) => id === 'plain')?.performance?.source).toBe('measured');
});

test('no path of a file is announced, also where a program names its models by them', async () => {
  const backend = new SteeredBackend([
    { id: '/home/anna/models/llama.gguf', state: 'loaded' },
    { id: 'C:\\Users\\anna\\llama.gguf', state: 'loaded' },
    { id: 'publisher/llama', state: 'loaded', architecture: '/home/anna/llama', quantization: 'Q4_K_M' },
  ]);
  const rig = await startNodeRig(backend, '[model_aliases]\nllama = "/home/anna/models/llama.gguf"\n');
  const list = await rig.call('models.list', {});
  expect(list.filter(({ served }) => served).map(({ id }) => id)).toEqual(['publisher/llama']);
  expect(list.find(({ id }) => id.startsWith('/'))?.notServedBecause).toContain('[model_aliases]');
  expect((await rig.ask('llama'))?.model_used).toBe('llama');
});
