import { expect, it, onTestFinished } from 'vitest';
import type { LlmClient } from '../../../../../../core/inference/backends/index.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';

async function start(options: Partial<LlmServerOptions>): Promise<{ server: LlmServer; client: LlmClient }> {
  const server = await startLlmServer({ dialect: 'lmstudio', ...options });
  const client = openBackend(backendSettings('lmstudio', server.url));
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { server, client };
}

const call = () => ({ signal: going() });
const model = (id: string, more = {}) => ({ id, type: 'llm' as const, loaded: true, contextLength: 8192, ...more });

it('unloads every copy of a model, by the names of the copies', async () => {
  const unloaded: string[] = [];
  const { server, client } = await start({
    models: [model('one', { instances: 3 }), model('two')],
    onUnload: ({ id }) => unloaded.push(id),
  });
  await client.control?.unload('one', call());
  const sent = server.requests.filter(({ path }) => path.endsWith('/unload')).map(({ body }) => body);
  expect(sent).toEqual([{ instance_id: 'one' }, { instance_id: 'one:2' }, { instance_id: 'one:3' }]);
  expect({ unloaded, inMemory: server.inMemory() }).toEqual({ unloaded: ['one'], inMemory: ['two'] });
});

it('loads with the context that was asked for', async () => {
  const { client } = await start({ models: [model('one', { loaded: false })] });
  await client.control?.load('one', { ...call(), contextLength: 2048, parallel: null, placement: null });
  expect(await client.listModels(call())).toMatchObject([{ state: 'loaded', loadedContextLength: 2048 }]);
});

it('says that a version without the API loads and unloads by itself only', async () => {
  const { server, client } = await start({ restApis: ['v0'] });
  await expectCode(client.control?.unload('qwen3-4b', call()) ?? Promise.resolve(), 'BACKEND_NO_CONTROL');
  expect(server.requests.map(({ path }) => path)).not.toContain('/api/v1/models/unload');
});

it('tells parameters, features, slots, version, and whether it loads what is asked for', async () => {
  const models = [model('one', { instances: 2, capabilities: ['vision', 'tools'] }), model('two', { loaded: false })];
  for (const loadsOnDemand of [true, false]) {
    const { client } = await start({ models, loadsOnDemand });
    expect((await client.listModels(call()))[0]).toMatchObject({
      parameters: '4B',
      features: ['chat', 'completion', 'vision', 'tools'],
      parallel: 8,
    });
    expect(await client.facts(call())).toEqual({
      version: 'LM Studio 0.4.2',
      authentication: 'open',
      slots: 8,
      busySlots: null,
      loadsOnDemand,
      remoteModels: [],
    });
  }
  const { client } = await start({ models: [model('one')] });
  expect((await client.facts(call())).loadsOnDemand).toBeNull();
});
