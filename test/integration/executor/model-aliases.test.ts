import { expect, test } from 'vitest';
import type { FakeModel } from '../../fakes/llm-server/index.ts';
import { SteeredBackend } from '../../fakes/steered-backend.ts';
import { type ExecutorRig, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { startNodeRig } from '../../utils/node-rig.ts';

const model = (id: string): FakeModel => ({ id, type: 'llm', loaded: true, contextLength: 8192 });
const models = [model('llama'), model('mistral')];

async function announced(rig: ExecutorRig, has: string) {
  const found = () => rig.network.validator.registry.log.findLast(({ modelIds }) => modelIds.includes(has));
  await eventually(() => found() !== undefined);
  return found()?.models ?? [];
}

const names = async (rig: ExecutorRig, has: string) => (await announced(rig, has)).map((one) => one.model_id).sort();

test('a further name is announced and answered, whether the model or [model_aliases] gives it', async () => {
  const config = `
[[models]]
name = "llama"
aliases = ["llama2-chat"]

[model_aliases]
fast = "mistral"
quick = "fast"
`;
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  expect(await names(rig, 'fast')).toEqual(['fast', 'llama', 'llama2-chat', 'mistral', 'quick']);
  const client = await rig.client();
  for (const [asked, given] of [
    ['llama2-chat', 'llama'],
    ['quick', 'mistral'],
  ] as const) {
    const answer = await client.request({ model: asked, prompt: 'Hello' });
    // Whoever asks is told the name that was asked for: the network's client checks it.
    expect(answer.modelUsed).toBe(asked);
    expect(rig.backend.chats.at(-1)?.body).toMatchObject({ model: given });
  }
  const listed = await rig.call('models.list', {});
  expect(listed.map(({ id, aliases }) => [id, [...aliases].sort()])).toEqual([
    ['llama', ['llama2-chat']],
    ['mistral', ['fast', 'quick']],
  ]);
  const { modelsServed } = await rig.call('status.get', {});
  expect(modelsServed).toBe(2);
});

test('a further name that leads to no model, or is a model’s own, is not offered and the owner is told', async () => {
  const config = '[model_aliases]\nlost = "nobody"\nllama = "mistral"\n';
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  expect(await names(rig, 'mistral')).toEqual(['llama', 'mistral']);
  const client = await rig.client();
  await client.request({ model: 'llama', prompt: 'Hello' });
  expect(rig.backend.chats.at(-1)?.body).toMatchObject({ model: 'llama' });
  const { problems } = await rig.call('status.get', {});
  expect(problems.map(({ code, details }) => [code, details.aliases])).toEqual([
    ['MODEL_ALIAS_DANGLING', ['lost']],
    ['MODEL_ALIAS_SHADOWED', ['llama']],
  ]);
});

const steered = () => new SteeredBackend([{ id: 'big', state: 'loaded', maxContextLength: 8192 }]);

test('a further name costs what its model costs, unless it has a price of its own', async () => {
  const backend = steered();
  const rig = await startNodeRig(
    backend,
    `
[[models]]
name = "big"
aliases = ["same", "cheaper"]
inbound_price = "0.0002"
outbound_price = "0.0003"
[[models]]
name = "cheaper"
outbound_price = "0.0001"
`,
  );
  const wei = 10n ** 14n;
  const costs = [await rig.ask('big'), await rig.ask('same'), await rig.ask('cheaper')].map((one) => one?.total_cost);
  expect(costs).toEqual([
    String(10n * 2n * wei + 20n * 3n * wei),
    String(10n * 2n * wei + 20n * 3n * wei),
    String(10n * 2n * wei + 20n * 1n * wei),
  ]);
  expect(await rig.ask('cheaper', 'Hello', wei)).toBeNull();
});

test('the books know the name that was asked for, and the model program its own', async () => {
  const backend = steered();
  const rig = await startNodeRig(backend, '[model_aliases]\nfast = "big"\n');
  const answer = await rig.ask('fast');
  expect(answer?.model_used).toBe('fast');
  expect(backend.asked.map(({ model: one }) => one)).toEqual(['big']);
  const filter = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
  const rows = () => rig.call('earnings.rows', { filter, limit: 1 });
  await eventually(async () => (await rows()).length === 1);
  expect(await rows()).toMatchObject([{ model: 'fast', backend: 'steered' }]);
});

test('a further name shares the kept answers and the limits of its model', async () => {
  const backend = steered();
  const rig = await startNodeRig(
    backend,
    '[cache]\nenabled = true\ndeterministic_only = false\n[[models]]\nname = "big"\nmax_concurrent_requests = 1\n[model_aliases]\nfast = "big"\n',
  );
  await rig.ask('big', 'the same');
  expect((await rig.ask('fast', 'the same'))?.content).toBe('Answer to the same');
  expect(backend.asked).toHaveLength(1);
  let open = () => {};
  backend.gate = new Promise((resolve) => {
    open = resolve;
  });
  const both = [rig.ask('big', 'one'), rig.ask('fast', 'two')];
  await eventually(async () => (await rig.call('queue.get', {})).items.length === 2);
  const waiting = (await rig.call('queue.get', {})).items.filter(({ state }) => state === 'waiting');
  expect(waiting.map((item) => item.model)).toEqual(['fast']);
  open();
  await Promise.all(both);
});

test('a further name has a context length of its own, never more than its model', async () => {
  const config = `
[[models]]
name = "big"
context_length = 4000
[[models]]
name = "small"
context_length = 50
[model_aliases]
small = "big"
`;
  const rig = await startNodeRig(steered(), config);
  const long = 'word '.repeat(400);
  expect((await rig.ask('big', long))?.error).toBeNull();
  expect((await rig.ask('small', long))?.error).not.toBeNull();
});

test('further names change while it runs, and a request keeps the model it was accepted for', async () => {
  const backend = new SteeredBackend([{ id: 'one' }, { id: 'two' }]);
  const rig = await startNodeRig(backend, '[model_aliases]\nfast = "one"\n');
  let open = () => {};
  backend.gate = new Promise((resolve) => {
    open = resolve;
  });
  const first = rig.ask('fast', 'first');
  await eventually(() => backend.asked.length === 1);
  rig.configure('[model_aliases]\nfast = "two"\n');
  open();
  expect(await first).not.toBeNull();
  await rig.ask('fast', 'second');
  expect(backend.asked.map(({ model: given }) => given)).toEqual(['one', 'two']);
  rig.configure('[[models]]\nname = "fast"\nenabled = false\n[model_aliases]\nfast = "two"\n');
  expect(await rig.ask('fast', 'third')).toBeNull();
  rig.configure('');
  expect(await rig.ask('fast', 'fourth')).toBeNull();
});
