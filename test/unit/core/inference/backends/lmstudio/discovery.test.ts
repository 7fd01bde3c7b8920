import { afterEach, expect, it } from 'vitest';
import type { LlmClient } from '../../../../../../core/inference/backends/index.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';

let server: LlmServer;
let client: LlmClient;
afterEach(async () => {
  await client.close();
  await server.close();
});

async function open(options: Partial<LlmServerOptions> = {}, suffix = ''): Promise<void> {
  server = await startLlmServer({ dialect: 'lmstudio', ...options });
  client = openBackend(backendSettings('lmstudio', server.url + suffix));
}
const list = () => client.listModels({ signal: going() });
const paths = () => server.requests.map((request) => request.path);

const loaded = { id: 'qwen3-4b', state: 'loaded', loadedContextLength: 4096, maxContextLength: 8192 };
const notLoaded = { id: 'gemma-3-12b', state: 'not-loaded', loadedContextLength: null, maxContextLength: 32_768 };

it('reads the native list of version 0.4', async () => {
  await open();
  expect(await list()).toMatchObject([
    { ...loaded, available: true, architecture: 'qwen3', quantization: 'Q4_K_M', sizeBytes: 2_500_000_000 },
    { ...notLoaded, available: true },
  ]);
});

it('falls back to the list of version 0.3, although unknown paths answer 200', async () => {
  await open({ restApis: ['v0'] });
  expect(await list()).toMatchObject([loaded, notLoaded]);
  expect(paths()).toEqual(['/api/v1/models', '/api/v0/models']);
});

it('falls back to the names alone, without those of embedding models', async () => {
  await open({ restApis: [] });
  expect((await list()).map(({ id, state }) => [id, state])).toEqual([
    ['qwen3-4b', 'unknown'],
    ['gemma-3-12b', 'unknown'],
  ]);
});

it('asks the list that worked first the next time', async () => {
  await open({ restApis: ['v0'] });
  await list();
  await list();
  expect(paths()).toEqual(['/api/v1/models', '/api/v0/models', '/api/v0/models']);
});

it.each(['/v1', '/v1/', '/api/v0', '/api/v1', '/v1/chat/completions', '/'])(
  'finds the server from …%s',
  async (end) => {
    await open({}, end);
    expect(await list()).toHaveLength(2);
  },
);

it('marks models that are not loaded as not available when loading on demand is off', async () => {
  await open({ loadsOnDemand: false });
  expect((await list()).map(({ id, available }) => [id, available])).toEqual([
    ['qwen3-4b', true],
    ['gemma-3-12b', false],
  ]);
});

it('takes garbage for no list', async () => {
  await open();
  server.setFault({ kind: 'garbage-models' });
  await expectCode(list(), 'BACKEND_BAD_RESPONSE');
});

it('gives up on a list that does not come within 10 s', async () => {
  await open();
  server.setFault({ kind: 'silent-models' });
  const clock = createManualClock();
  const patient = openBackend(backendSettings('lmstudio', server.url), { clock });
  const call = expectCode(patient.listModels({ signal: going() }), 'BACKEND_TIMEOUT');
  await expect.poll(() => server.requests.length).toBe(1);
  clock.advance(10_000);
  await call;
  await patient.close();
});
