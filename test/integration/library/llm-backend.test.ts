import { expect, onTestFinished, test } from 'vitest';
import { LlmBackend, type LlmClient, type LlmRequest, type LlmResponse, ModelCapability } from '../../../core/index.ts';
import { createTestRequest, MockLlmClient } from '../../../core/testing/index.ts';
import { type LlmServerOptions, startLlmServer } from '../../fakes/llm-server/index.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { openMockExecutor } from '../../utils/library.ts';

test('Supported Backends', async () => {
  const start = async (options: LlmServerOptions) => {
    const server = await startLlmServer(options);
    onTestFinished(() => server.close());
    return server;
  };
  const lmStudio = await start({ dialect: 'lmstudio' });
  const ollama = await start({ dialect: 'ollama' });
  const llamaCpp = await start({ dialect: 'llama-cpp' });
  const openAi = await start({ dialect: 'openai', accessKey: 'sk-key' });
  const custom = await start({ dialect: 'custom', accessKey: 'token123' });

  const backends = [
    LlmBackend.lmStudio({ baseUrl: `${lmStudio.url}/v1`, apiKey: null }),
    LlmBackend.ollama({ baseUrl: ollama.url }),
    LlmBackend.llamaCpp({ baseUrl: llamaCpp.url }),
    LlmBackend.openAi({ apiKey: 'sk-key', organization: 'org-1', baseUrl: `${openAi.url}/v1` }),
    LlmBackend.custom({
      endpoint: `${custom.url}/generate`,
      headers: [
        ['Authorization', 'Bearer token123'],
        ['X-Custom-Header', 'value'],
      ],
      models: ['qwen3-4b'],
      requestTransformer: ({ model, prompt, maxTokens }) => ({ model, input: prompt, limit: maxTokens }),
      responseTransformer: (body) => {
        const { output, counts } = body as { output: { text: string }; counts: { read: number; written: number } };
        return { content: output.text, promptTokens: counts.read, completionTokens: counts.written };
      },
    }),
  ];
  for (const llmBackend of backends) {
    const executor = openMockExecutor({ llmBackend }, null);
    const answer = await executor.processRequest(createTestRequest({ model: 'qwen3-4b', prompt: 'Hello there' }));
    expect(answer.content).toContain('Hello there');
  }
  expect(openAi.requests.every(({ headers }) => headers['openai-organization'] === 'org-1')).toBe(true);
  expect(custom.chats[0]?.headers).toMatchObject({ 'x-custom-header': 'value' });
  expect(JSON.stringify(backends)).not.toMatch(/sk-key|token123/);
});

test('a transformer that throws ends the request and nothing else', async () => {
  const server = await startLlmServer({ dialect: 'custom' });
  onTestFinished(() => server.close());
  const llmBackend = LlmBackend.custom({
    endpoint: `${server.url}/generate`,
    requestTransformer({ model, prompt }) {
      if (prompt === 'fail') throw new Error('a secret');
      return { model, input: prompt };
    },
    responseTransformer: (body) => ({ content: JSON.stringify(body) }),
  });
  const executor = openMockExecutor({ llmBackend }, null);
  executor.addModel({ name: 'qwen3-4b' });
  const ask = (prompt: string) => executor.processRequest(createTestRequest({ model: 'qwen3-4b', prompt }));
  const error = await expectCode(ask('fail'), 'BACKEND_BAD_RESPONSE');
  expect(error.details).toEqual({ backend: 'custom', reason: 'transformer' });
  expect(error.cause).toBeUndefined();
  expect((await ask('Hello')).content).toContain('Hello');
});

/** A model program of somebody's own. */
class MyCustomLlm implements LlmClient {
  async complete(request: LlmRequest): Promise<LlmResponse> {
    const content = request.prompt.toUpperCase();
    return { content, model: request.model, promptTokens: 3, completionTokens: 4, totalTokens: 7 };
  }

  async listModels() {
    return [{ id: 'my-model-v1', contextLength: 2048 }];
  }

  async healthCheck() {
    return true;
  }
}

test.each(['Custom LLM Client', 'Custom Backend Integration'])('%s', async () => {
  const executor = openMockExecutor();
  executor.setLlmClient(new MyCustomLlm());
  const answer = await executor.processRequest(createTestRequest({ model: 'my-model-v1', prompt: 'hello' }));
  expect(answer).toMatchObject({ content: 'HELLO', totalTokens: 7, model: 'my-model-v1' });
});

test('the client of an executor is not replaced while it runs', async () => {
  const executor = openMockExecutor();
  await executor.processRequest(createTestRequest());
  expect(() => executor.setLlmClient(new MockLlmClient())).toThrow(
    expect.objectContaining({ code: 'EXECUTOR_RUNNING', details: { call: 'setLlmClient' } }),
  );
  await executor.stop();
  executor.setLlmClient(new MockLlmClient().withResponse('another one'));
  expect((await executor.processRequest(createTestRequest())).content).toBe('another one');
});

test('Model Configuration', async () => {
  const executor = openMockExecutor({}, new MockLlmClient().withModels('llama-2-13b-chat', 'other'));
  executor.addModel({
    name: 'llama-2-13b-chat',
    contextLength: 4096,
    maxBatchSize: 4,
    maxConcurrentRequests: 5,
    maxTokensPerSecond: 50,
    inboundPriceWei: 300_000_000_000_000n,
    outboundPriceWei: 600_000_000_000_000n,
  });

  const ask = (model: string) => executor.processRequest(createTestRequest({ model }));
  expect((await ask('llama-2-13b-chat')).totalCostWei).toBe(900_000_000_000_000n);
  expect((await ask('other')).totalCostWei).toBe(1_500_000_000_000_000n);

  // While it runs, the next request is served by what was set.
  executor.addModel({ name: 'other', inboundPriceWei: 1n, outboundPriceWei: 1n });
  expect((await ask('other')).totalCostWei).toBe(2n);
  executor.addModel({ name: 'other', enabled: false });
  await expect(ask('other')).rejects.toMatchObject({ code: 'VALIDATION_MODEL_NOT_SERVED' });

  // Every property of the document's example; a further name costs what its model costs.
  const documented = {
    name: 'llama-2-13b-chat',
    aliases: ['llama-2-13b', 'llama2-chat'],
    contextLength: 4096,
    maxBatchSize: 4,
    capabilities: [ModelCapability.chat, ModelCapability.completion],
    inboundPriceWei: 400_000_000_000_000n,
    outboundPriceWei: 600_000_000_000_000n,
    optimalBatchSize: 2,
    tokensPerSecond: 50,
    firstTokenLatencyMs: 500,
  };
  // A client of one's own decides by itself what is in memory; what a program of ours needs is tried with the memory.
  expect(() => executor.addModel({ ...documented, minGpuMemoryGb: 16 })).toThrow(
    expect.objectContaining({ code: 'RESOURCE_OPTION_REFUSED' }),
  );
  executor.addModel(documented);
  const renamed = await ask('llama2-chat');
  expect(renamed).toMatchObject({ model: 'llama2-chat', totalCostWei: 1_000_000_000_000_000n });
  expect(() => executor.addModel({ name: 'other', aliases: ['other'] })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});
