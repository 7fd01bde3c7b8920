import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ExecutorRig, everything, type RigSettings, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

/** A key that everybody knows, and its address. */
const key = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const address = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

async function serving(server: Parameters<typeof startExecutorRig>[0], settings: RigSettings = {}) {
  const rig = await startExecutorRig(server, settings);
  await rig.state('serving');
  return rig;
}

const ask = async (rig: ExecutorRig, prompt = 'Hello', more: { maxOutboundTokens?: number } = {}) =>
  (await rig.client()).request({ model: 'qwen3-4b', prompt, ...more });

/** A request that gets no answer, and the code that it ended with here. */
async function refusal(rig: ExecutorRig, prompt = 'Hello', more: { maxOutboundTokens?: number } = {}) {
  const recent = async () => (await rig.call('queue.get', {})).recent;
  const before = (await recent()).length;
  await expect(ask(rig, prompt, more)).rejects.toMatchObject({ code: expect.any(String) });
  await eventually(async () => (await recent()).length > before);
  return (await recent())[0]?.outcome;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('listens on the configured address, and LLOOM_EXECUTOR_PORT replaces its port', async () => {
  const [port, other] = [await freePort(), await freePort()];
  await serving({}, { flags: { 'network.listen_address': `/ip4/127.0.0.1/tcp/${port}` } });
  const byVariable = {
    LLOOM_EXECUTOR_PORT: `${other}`,
    LLOOM_EXECUTOR__NETWORK__LISTEN_ADDRESS: '/ip4/127.0.0.1/tcp/1',
  };
  await serving({}, { env: byVariable, flags: { 'network.listen_address': undefined } });
  for (const each of [port, other]) {
    const socket = connect(each, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.destroy();
  }
});

test('tells the network the configured external address and no other', async () => {
  const env = { LLOOM_EXECUTOR__NETWORK__EXTERNAL_ADDRESS: '/ip4/203.0.113.7/tcp/4001' };
  const { network } = await (await serving({}, { env })).call('status.get', {});
  expect(network.publishedAddresses).toEqual(['/ip4/203.0.113.7/tcp/4001']);
});

test('has the identity of the configured key file', async () => {
  const file = join(tempFolder(), 'my-key');
  writeFileSync(file, key, { mode: 0o600 });
  const rig = await serving({}, { config: `[identity]\nprivate_key_path = '${file}'\n` });
  expect((await rig.call('status.get', {})).identity).toMatchObject({ address, source: 'file' });
});

test('speaks the dialect of the configured backend and announces it under its name', async () => {
  const env = { LLOOM_EXECUTOR__LLM_CLIENT__BACKEND: 'openai', LLOOM_EXECUTOR__LLM_CLIENT__NAME: 'the cellar' };
  const rig = await serving({ dialect: 'openai' }, { env });
  expect((await ask(rig)).content).toContain('Hello');
  expect(rig.backend.requests.map(({ path }) => path)).not.toContain('/api/v1/models');
  const announced = rig.network.validator.registry.log.flatMap(({ models }) => models);
  expect(announced[0]).toMatchObject({
    backend_type: 'the cellar',
    capabilities: { metadata: { backend_type: 'openai' } },
  });
});

test.each([
  ['LLOOM_EXECUTOR__LLM_CLIENT__API_KEY', 'lmstudio', { OPENAI_API_KEY: 'wrong', LLM_API_KEY: 'wrong' }],
  ['LLM_API_KEY', 'lmstudio', { OPENAI_API_KEY: 'wrong' }],
  ['LLM_API_KEY', 'openai', {}],
  ['OPENAI_API_KEY', 'openai', { LLM_API_KEY: 'wrong' }],
] as const)('shows the access key of %s to the backend %s', async (name, backend, others) => {
  const env = { ...others, [name]: 'sk-cellar', LLOOM_EXECUTOR__LLM_CLIENT__BACKEND: backend };
  const rig = await serving({ dialect: backend, accessKey: 'sk-cellar' }, { env });
  expect((await ask(rig)).content).toContain('Hello');
});

test('gives up on a backend after timeout_secs', async () => {
  const env = { LLOOM_EXECUTOR__LLM_CLIENT__TIMEOUT_SECS: '1', LLOOM_EXECUTOR__LLM_CLIENT__MAX_RETRIES: '0' };
  const rig = await serving({}, { env });
  rig.backend.setFault({ kind: 'stall', afterPieces: 1 });
  expect(await refusal(rig)).toBe('BACKEND_TIMEOUT');
});

test('tries a call that failed as often as max_retries says', async () => {
  const rig = await serving({}, { env: { LLOOM_EXECUTOR__LLM_CLIENT__MAX_RETRIES: '2' } });
  rig.backend.setFault({ kind: 'status', status: 500 });
  expect(await refusal(rig)).toMatch(/^BACKEND_/);
  expect(rig.backend.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(3);
});

test('gives a request up after request_timeout_secs and charges nothing', async () => {
  const rig = await serving({}, { config: '[request_handling]\nrequest_timeout_secs = 1\n' });
  rig.backend.setFault({ kind: 'stall', afterPieces: 1 });
  expect(await refusal(rig)).toBe('QUEUE_TIMEOUT');
  expect((await rig.call('earnings.get', everything)).total).toMatchObject({ answers: 0, voids: 1 });
});

test('refuses requests above max_request_size_bytes and max_tokens_per_request', async () => {
  const config = '[request_handling]\nmax_request_size_bytes = 2000\nmax_tokens_per_request = 50\n';
  const rig = await serving({}, { config });
  expect(await refusal(rig, 'x'.repeat(2000))).toMatch(/^(VALIDATION_LIMIT_EXCEEDED|PROTOCOL_)/);
  expect(await refusal(rig, 'Hello', { maxOutboundTokens: 51 })).toBe('VALIDATION_LIMIT_EXCEEDED');
  expect((await ask(rig, 'Hello', { maxOutboundTokens: 50 })).content).toContain('Hello');
});

test('runs max_concurrent_requests at once, lets max_queue_size wait, and refuses the next', async () => {
  const config = '[request_handling]\nmax_concurrent_requests = 1\nmax_queue_size = 1\n';
  const rig = await serving({ latencyMs: 500 }, { config });
  const both = Promise.all([ask(rig, 'one'), ask(rig, 'two')]);
  await eventually(async () => (await rig.call('queue.get', {})).items.length === 2);
  expect((await rig.call('queue.get', {})).items.map(({ state }) => state).sort()).toEqual(['running', 'waiting']);
  expect(await refusal(rig, 'three')).toBe('QUEUE_FULL');
  expect((await both).map(({ content }) => content.length > 0)).toEqual([true, true]);
});
