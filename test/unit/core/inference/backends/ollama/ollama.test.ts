import { describe, expect, it, onTestFinished } from 'vitest';
import type { LlmClient } from '../../../../../../core/inference/backends/index.ts';
import { type LlmServer, type LlmServerOptions, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';

async function start(options: Partial<LlmServerOptions> = {}): Promise<{ server: LlmServer; client: LlmClient }> {
  const server = await startLlmServer({ dialect: 'ollama', ...options });
  const client = openBackend(backendSettings('ollama', server.url));
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { server, client };
}

const call = () => ({ signal: going() });
const model = (id: string, more = {}) => ({ id, type: 'llm' as const, loaded: false, contextLength: 32_768, ...more });
const shows = ({ requests }: LlmServer) => requests.filter(({ path }) => path === '/api/show').length;
const ask = (client: LlmClient, more = {}) => client.complete(buildCompletionRequest(more), call());

describe('the models of Ollama', () => {
  it('have what its lists and cards tell', async () => {
    const loaded = model('qwen3:4b', { loaded: true, loadedContextLength: 16_384, gpuMemoryBytes: 5_000_000_000 });
    const { client } = await start({ models: [loaded, model('gemma:12b', { capabilities: ['vision', 'tools'] })] });
    expect(await client.listModels(call())).toEqual([
      {
        id: 'qwen3:4b',
        state: 'loaded',
        available: true,
        unavailableBecause: null,
        loadedContextLength: 16_384,
        maxContextLength: 16_384,
        architecture: 'qwen3',
        quantization: 'Q4_K_M',
        parameters: '4B',
        features: ['chat', 'completion'],
        sizeBytes: 2_500_000_000,
        gpuMemoryBytes: 5_000_000_000,
        parallel: null,
      },
      expect.objectContaining({
        id: 'gemma:12b',
        state: 'not-loaded',
        loadedContextLength: null,
        maxContextLength: 8192,
        features: ['chat', 'completion', 'vision', 'tools'],
        gpuMemoryBytes: null,
      }),
    ]);
  });

  it('are never those that another computer runs, which the facts name', async () => {
    const { server, client } = await start({
      models: [model('qwen3:4b'), model('gpt-oss:120b-cloud', { remoteHost: 'https://ollama.com:443' })],
    });
    expect((await client.listModels(call())).map(({ id }) => id)).toEqual(['qwen3:4b']);
    expect(await client.facts(call())).toMatchObject({
      version: 'Ollama 0.12.6',
      authentication: 'open',
      loadsOnDemand: true,
      remoteModels: ['gpt-oss:120b-cloud'],
    });
    await expectCode(ask(client, { model: 'gpt-oss:120b-cloud' }), 'BACKEND_MODEL_NOT_FOUND');
    expect(server.chats).toHaveLength(0);
  });

  it('are not offered through its OpenAI-compatible API either when another computer runs them', async () => {
    const { server } = await start({ models: [model('qwen3:4b'), model('gpt-oss:120b-cloud')] });
    const client = openBackend(backendSettings('openai', server.url));
    onTestFinished(() => client.close());
    expect((await client.listModels(call())).map(({ available }) => available)).toEqual([true, false]);
  });

  it('have their cards read once, as long as their files are the same', async () => {
    const models = Array.from({ length: 70 }, (_, index) => model(`model-${index}`));
    const { server, client } = await start({ models });
    expect(await client.listModels(call())).toHaveLength(64);
    expect(await client.listModels(call())).toHaveLength(70);
    await client.listModels(call());
    expect(shows(server)).toBe(70);
  });
});

describe('the context of Ollama', () => {
  it('is that of the model in memory, so that it is not loaded anew', async () => {
    const { server, client } = await start({
      models: [model('qwen3-4b', { loaded: true, loadedContextLength: 16_384 })],
    });
    await ask(client, { temperature: 0.3, maxOutboundTokens: 7 });
    expect(server.chats[0]?.body).toMatchObject({
      stream: true,
      truncate: false,
      options: { num_ctx: 16_384, num_predict: 7, temperature: 0.3 },
    });
    expect(server.chats[0]?.body).not.toHaveProperty('keep_alive');
  });

  it('is what was announced for one that is not loaded, and what it was told to load', async () => {
    const { server, client } = await start({ models: [model('qwen3-4b')] });
    await ask(client);
    expect(server.chats[0]?.body).toMatchObject({ options: { num_ctx: 8192 } });
    await client.control?.unload('qwen3-4b', call());
    const options = { ...call(), parallel: null, placement: null };
    await client.control?.load('qwen3-4b', { ...options, contextLength: 100_000 });
    const [listed] = await client.listModels(call());
    expect(listed).toMatchObject({ state: 'loaded', loadedContextLength: 32_768 });
    await ask(client);
    expect(server.chats[1]?.body).toMatchObject({ options: { num_ctx: 32_768 }, keep_alive: '60m' });
    expect(server.inMemory()).toEqual(['qwen3-4b']);
  });

  it.each(['as-asked', 'cut-silently'] as const)(
    'refuses a prompt above it, where Ollama treats it %s, instead of billing the part that was read',
    async (longPrompts) => {
      const models = [model('qwen3-4b', { loaded: true, loadedContextLength: 64 })];
      const { client } = await start({ models, longPrompts });
      expect((await ask(client)).countedBy).toBe('backend');
      await expectCode(ask(client, { prompt: 'word '.repeat(200) }), 'BACKEND_REJECTED');
    },
  );
});
