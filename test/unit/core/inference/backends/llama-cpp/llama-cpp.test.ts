import { describe, expect, it, onTestFinished } from 'vitest';
import type { LlmClient, LlmClientSettings } from '../../../../../../core/inference/backends/index.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';
import { startHttpServer } from '../../../../../utils/http-server.ts';

async function start(
  options: Partial<LlmServerOptions> = {},
  settings: Partial<LlmClientSettings> = {},
): Promise<{ server: LlmServer; client: LlmClient }> {
  const server = await startLlmServer({ dialect: 'llama-cpp', ...options });
  const client = openBackend(backendSettings('llama-cpp', server.url, settings));
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { server, client };
}

const call = () => ({ signal: going() });
const ask = (client: LlmClient, more = {}) => client.complete(buildCompletionRequest(more), call());
const model = (id: string, more = {}) => ({ id, type: 'llm' as const, loaded: true, contextLength: 8192, ...more });

describe('what a real llama-server sends', () => {
  it('is a model with its context, slots and parameters', async () => {
    const { client } = await start({ recordings: ['models', 'health', 'props'] });
    expect(await client.listModels(call())).toMatchObject([
      {
        id: 'gemma-3-270m',
        state: 'loaded',
        available: true,
        loadedContextLength: 1024,
        maxContextLength: 32_768,
        parameters: '268M',
        parallel: 2,
      },
    ]);
  });

  it.each([
    ['slots idle', 0],
    ['slots busy', 2],
  ])('tells its facts by "%s"', async (slots, busySlots) => {
    const { client } = await start({ recordings: ['models', 'health', 'props', slots] });
    expect(await client.facts(call())).toMatchObject({
      version: 'llama.cpp b0-unknown',
      authentication: 'open',
      slots: 2,
      busySlots,
      loadsOnDemand: false,
    });
  });

  it('tells how busy it is by its metrics where slots are switched off, and nothing without them', async () => {
    const withMetrics = await start({ recordings: ['models', 'health', 'props', 'slots disabled', 'metrics'] });
    expect((await withMetrics.client.facts(call())).busySlots).toBe(0);
    const without = await start({ recordings: ['models', 'health', 'props', 'slots disabled', 'metrics disabled'] });
    expect((await without.client.facts(call())).busySlots).toBeNull();
  });

  it('lists a model that it still loads as such, and refuses a chat', async () => {
    const { client } = await start({ recordings: ['models', 'health while loading', 'chat while loading'] });
    expect(await client.listModels(call())).toMatchObject([
      { state: 'loading', available: false, unavailableBecause: 'The program still loads it.' },
    ]);
    await expectCode(ask(client), 'BACKEND_BUSY');
  });

  it('counts a stream with and without usage the same', async () => {
    for (const recording of ['chat stream with usage', 'chat stream']) {
      const { client } = await start({ recordings: ['models', 'health', 'props', recording] });
      expect(await ask(client)).toMatchObject({ inboundTokens: 27, countedBy: 'backend' });
    }
  });

  it('refuses a prompt above its context', async () => {
    const { client } = await start({ recordings: ['chat stream too long for the context'] });
    await expectCode(ask(client), 'BACKEND_REJECTED');
  });
});

it('lets no folder of its model out, and asks for it by the whole path', async () => {
  const { server, client } = await start({ models: [model('/home/owner/secret/qwen3-4b.gguf')] });
  const [listed] = await client.listModels(call());
  expect(JSON.stringify(listed)).not.toContain('owner');
  expect(listed?.id).toBe('qwen3-4b.gguf');
  await ask(client, { model: 'qwen3-4b.gguf' });
  expect(server.chats[0]?.body).toMatchObject({ model: '/home/owner/secret/qwen3-4b.gguf' });
});

it('takes a state of a router that it does not know for none, also one with the name of something built in', async () => {
  const states = ['constructor', '__proto__', 'toString'];
  const data = states.map((value) => ({ id: value, object: 'model', status: { value } }));
  const { url } = await startHttpServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  const client = openBackend(backendSettings('llama-cpp', url));
  onTestFinished(() => client.close());
  const listed = await client.listModels(call());
  expect(listed.map(({ unavailableBecause }) => unavailableBecause)).toEqual([null, null, null]);
});

it('is found at the other usual port, and found again at the first', async () => {
  const other = await startLlmServer({ dialect: 'llama-cpp', models: [model('at-the-other')] });
  onTestFinished(() => other.close());
  const { server, client } = await start({ models: [model('at-the-first')] }, { otherBaseUrls: [other.url] });
  const found = async () => (await client.listModels(call())).map(({ id }) => id);
  const port = Number(new URL(server.url).port);
  await server.close();
  expect(await found()).toEqual(['at-the-other']);
  expect((await ask(client)).content).not.toBe('');
  await other.close();
  await expectCode(client.listModels(call()), 'BACKEND_UNREACHABLE');
  const again = await startLlmServer({ dialect: 'llama-cpp', port, models: [model('at-the-first')] });
  onTestFinished(() => again.close());
  expect(await found()).toEqual(['at-the-first']);
});

describe('a router', () => {
  const models = [model('one'), model('two'), model('three', { loaded: false })];

  it('tells the slots of what it has in memory, and wakes nothing by being asked', async () => {
    const { server, client } = await start({ router: true, models, slots: 3 });
    expect(await client.facts(call())).toMatchObject({ slots: 6, busySlots: 0, loadsOnDemand: true });
    expect(server.inMemory()).toEqual(['one', 'two']);
  });

  it('is waited for until a model is loaded', async () => {
    const { server, client } = await start({ router: true, models, loadMs: 300 });
    const load = client.control?.load('three', { ...call(), contextLength: null, parallel: null, placement: null });
    await expect.poll(async () => (await client.listModels(call())).at(2)?.state).toBe('loading');
    await load;
    expect(server.inMemory()).toContain('three');
  });

  it('is waited for no longer than anybody wants', async () => {
    const { client } = await start({ router: true, models, loadMs: 60_000 });
    const stop = new AbortController();
    const options = { signal: stop.signal, contextLength: null, parallel: null, placement: null };
    const load = client.control?.load('three', options) ?? Promise.resolve();
    const ended = expectCode(load, 'BACKEND_ABORTED');
    await expect.poll(async () => (await client.listModels(call())).at(2)?.state).toBe('loading');
    stop.abort();
    await ended;
  });
});
