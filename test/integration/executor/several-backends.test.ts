import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FakeModel, type LlmServer, type LlmServerOptions, startLlmServer } from '../../fakes/llm-server/index.ts';
import { type ExecutorRig, everything, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

const model = (id: string): FakeModel => ({ id, type: 'llm', loaded: true, contextLength: 8192 });

interface Pair {
  readonly rig: ExecutorRig;
  /** The backend of `[[llm_clients]]`, called "upstairs"; that of `[llm_client]` is the rig's. */
  readonly upstairs: LlmServer;
}

/** An executor of LM Studio, called "lmstudio", and of another program, which speaks OpenAI's dialect. */
async function startPair(
  more: string,
  options: Partial<LlmServerOptions> = {},
  own: readonly FakeModel[] = [model('downstairs-7b'), model('shared-3b')],
): Promise<Pair> {
  const models = [model('shared-3b'), model('upstairs-70b')];
  const upstairs = await startLlmServer({ dialect: 'openai', models, ...options });
  onTestFinished(() => upstairs.close());
  const config = `
[[llm_clients]]
name = "upstairs"
backend = "openai"
base_url = "${upstairs.url}/v1"
${more}
`;
  const rig = await startExecutorRig({ models: own }, { config });
  await eventually(async () => {
    const { backends } = await rig.call('status.get', {});
    return backends.every(({ state }) => state === 'connected');
  });
  await rig.state('serving');
  return { rig, upstairs };
}

const ask = async ({ rig }: Pair, id: string) => (await rig.client()).request({ model: id, prompt: `Hello ${id}` });

/** A request that gets no answer, and the code that it ended with here. */
async function refusal(pair: Pair, id: string) {
  const recent = async () => (await pair.rig.call('queue.get', {})).recent;
  const before = (await recent()).length;
  await expect(ask(pair, id)).rejects.toMatchObject({ code: expect.any(String) });
  await eventually(async () => (await recent()).length > before);
  return (await recent())[0]?.outcome;
}

async function booked({ rig }: Pair) {
  const rows = await rig.call('earnings.rows', { filter: everything, limit: 10 });
  return rows.map(({ model: id, backend }) => [id, backend]);
}

const served = async ({ rig }: Pair) => {
  const models = await rig.call('models.list', {});
  return Object.fromEntries(models.filter((one) => one.served).map(({ id, backend }) => [id, backend]));
};

test('announces and books each model under the name of its backend', async () => {
  const pair = await startPair('');
  expect(await served(pair)).toEqual({
    'downstairs-7b': 'lmstudio',
    'shared-3b': 'lmstudio',
    'upstairs-70b': 'upstairs',
  });
  const { validator } = pair.rig.network;
  await eventually(() => validator.registry.log.some(({ models }) => models.length === 3));
  const announced = validator.registry.log.flatMap(({ models }) => models);
  expect(announced.find(({ model_id: id }) => id === 'upstairs-70b')).toMatchObject({
    backend_type: 'upstairs',
    capabilities: { metadata: { backend_type: 'openai' } },
  });
  await ask(pair, 'downstairs-7b');
  await ask(pair, 'upstairs-70b');
  await eventually(async () => (await booked(pair)).length === 2);
  expect(await booked(pair)).toEqual([
    ['upstairs-70b', 'upstairs'],
    ['downstairs-7b', 'lmstudio'],
  ]);
});

test('speaks the dialect of each backend, at its address and with its access key', async () => {
  const pair = await startPair('api_key = "sk-upstairs"', { accessKey: 'sk-upstairs' });
  expect((await ask(pair, 'upstairs-70b')).content).toContain('Hello upstairs-70b');
  expect((await ask(pair, 'downstairs-7b')).content).toContain('Hello downstairs-7b');
  expect(pair.upstairs.requests.map(({ path }) => path)).not.toContain('/api/v1/models');
  expect(pair.rig.backend.requests.map(({ path }) => path)).toContain('/api/v1/models');
  expect(pair.rig.backend.chats.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('gives each backend its own time and its own tries', async () => {
  const pair = await startPair('timeout_secs = 1\nmax_retries = 1');
  pair.upstairs.setFault({ kind: 'stall', afterPieces: 1 });
  expect(await refusal(pair, 'upstairs-70b')).toBe('BACKEND_TIMEOUT');
  pair.upstairs.setFault({ kind: 'status', status: 500 });
  const chats = () => pair.upstairs.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
  const before = chats();
  expect(await refusal(pair, 'upstairs-70b')).toBe('BACKEND_FAILED');
  expect(chats() - before).toBe(2);
});

test('one backend dies in the middle of an answer: its models go, the others stay, and it comes back by itself', async () => {
  const pair = await startPair('max_retries = 0');
  pair.upstairs.setFault({ kind: 'stall', afterPieces: 2 });
  const dying = ask(pair, 'upstairs-70b').catch((error: { code: string }) => error.code);
  await eventually(() => pair.upstairs.chats.length === 1);
  const port = Number(new URL(pair.upstairs.url).port);
  await pair.upstairs.close();
  expect(await dying).toBe('NETWORK_REQUEST_FAILED');
  await pair.rig.call('models.refresh', {});
  expect(await served(pair)).toEqual({ 'downstairs-7b': 'lmstudio', 'shared-3b': 'lmstudio' });
  const status = await pair.rig.call('status.get', {});
  expect(status).toMatchObject({
    state: 'serving',
    problems: [{ code: 'BACKEND_UNREACHABLE', details: { backend: 'upstairs' } }],
    backend: { name: 'lmstudio', state: 'connected' },
    backends: [{ name: 'lmstudio' }, { name: 'upstairs', state: 'unreachable' }],
  });
  expect((await ask(pair, 'downstairs-7b')).content).toContain('Hello');

  const again = await startLlmServer({ dialect: 'openai', models: [model('upstairs-70b')], port });
  onTestFinished(() => again.close());
  await eventually(async () => 'upstairs-70b' in (await served(pair)));
  expect((await ask(pair, 'upstairs-70b')).content).toContain('Hello');
  const total = async () => (await pair.rig.call('earnings.get', everything)).total;
  await eventually(async () => (await total()).answers === 2);
  expect((await total()).voids).toBe(1);
});

test('a model that both have is answered by the other one when the first fails, and booked there', async () => {
  const pair = await startPair('');
  await ask(pair, 'shared-3b');
  pair.rig.backend.setFault({ kind: 'status', status: 401 });
  await ask(pair, 'shared-3b');
  await eventually(async () => (await booked(pair)).length === 2);
  expect(await booked(pair)).toEqual([
    ['shared-3b', 'upstairs'],
    ['shared-3b', 'lmstudio'],
  ]);
});

test('the answer of a backend that stepped in is not kept as one of the other', async () => {
  const pair = await startPair('[cache]\nenabled = true\nscope = "shared"');
  const again = async () =>
    (await pair.rig.client()).request({ model: 'shared-3b', prompt: 'The same', temperature: 0 });
  pair.rig.backend.setFault({ kind: 'status', status: 401 });
  await again();
  expect(pair.upstairs.chats).toHaveLength(1);
  pair.rig.backend.setFault(null);
  const before = pair.rig.backend.chats.length;
  await again();
  await again();
  expect(pair.rig.backend.chats.length - before).toBe(1);
});

test('further backends come, change and go while it runs', async () => {
  const upstairs = await startLlmServer({ dialect: 'openai', models: [model('upstairs-70b')], accessKey: 'sk-new' });
  onTestFinished(() => upstairs.close());
  const rig = await startExecutorRig({ models: [model('downstairs-7b')] });
  const pair = { rig, upstairs };
  await rig.state('serving');
  const file = join(rig.dataFolder, 'config.toml');
  const before = readFileSync(file, 'utf8');
  const further = (apiKey: string) =>
    `${before}[[llm_clients]]\nname = "upstairs"\nbackend = "openai"\nbase_url = "${upstairs.url}/v1"\napi_key = "${apiKey}"\n`;
  const status = () => rig.call('status.get', {});

  writeFileSync(file, further('sk-old'));
  await eventually(async () => (await status()).backends[1]?.problem?.code === 'BACKEND_UNAUTHORIZED');
  writeFileSync(file, further('sk-new'));
  await eventually(async () => 'upstairs-70b' in (await served(pair)));
  upstairs.setFault({ kind: 'slow-first-token', delayMs: 500 });
  const running = ask(pair, 'upstairs-70b');
  await eventually(() => upstairs.chats.length === 1);
  writeFileSync(file, before);
  await eventually(async () => (await status()).backends.length === 1);
  expect(await served(pair)).toEqual({ 'downstairs-7b': 'lmstudio' });
  expect((await running).content).toContain('Hello upstairs-70b');
  expect((await status()).problems).toEqual([]);
});

test('a backend that fails again and again is left alone, and says so', async () => {
  const pair = await startPair('max_retries = 0');
  pair.upstairs.setFault({ kind: 'status', status: 500 });
  for (let times = 0; times < 5; times += 1) expect(await refusal(pair, 'upstairs-70b')).toBe('BACKEND_FAILED');
  const models = await pair.rig.call('models.list', {});
  expect(models.find(({ id }) => id === 'upstairs-70b')).toMatchObject({
    served: false,
    notServedBecause: 'The backend failed several times in a row; it is tried again soon.',
  });
  expect(await pair.rig.call('status.get', {})).toMatchObject({
    state: 'serving',
    problems: [{ code: 'BACKEND_CIRCUIT_OPEN', details: { backend: 'upstairs' } }],
    backends: [{ circuit: { state: 'closed' } }, { state: 'connected', circuit: { state: 'open', failures: 5 } }],
  });
});
