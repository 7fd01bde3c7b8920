import { expect, onTestFinished, test } from 'vitest';
import { LlmBackend, type LlmClient, type LlmRequest, type LlmResponse, ModelCapability } from '../../../core/index.ts';
import { createTestRequest, MockExecutor, MockLlmClient } from '../../../core/testing/index.ts';
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import { openMockExecutor } from '../../utils/library.ts';

test('Supported Backends', async () => {
  const lmStudio = await startLlmServer({ dialect: 'lmstudio' });
  const openAi = await startLlmServer({ dialect: 'openai', accessKey: 'sk-key' });
  onTestFinished(() => Promise.all([lmStudio.close(), openAi.close()]).then(() => {}));

  const backends = [
    LlmBackend.lmStudio({ baseUrl: `${lmStudio.url}/v1`, apiKey: null }),
    LlmBackend.openAi({ apiKey: 'sk-key', organization: null, baseUrl: `${openAi.url}/v1` }),
  ];
  for (const llmBackend of backends) {
    const executor = openMockExecutor({ llmBackend }, null);
    const answer = await executor.processRequest(createTestRequest({ model: 'qwen3-4b', prompt: 'Hello there' }));
    expect(answer.content).toContain('Hello there');
  }
  expect(JSON.stringify(backends)).not.toContain('sk-key');

  const custom = LlmBackend.custom({ endpoint: 'https://my-llm.example.com/v1', headers: [['X-Custom', 'value']] });
  expect(() => new MockExecutor({ llmBackend: custom })).toThrow(
    expect.objectContaining({ code: 'FEATURE_NOT_AVAILABLE', details: { feature: 'LlmBackend.custom' } }),
  );
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

  const later = {
    aliases: ['llama-2-13b', 'llama2-chat'],
    capabilities: [ModelCapability.chat, ModelCapability.completion],
    minGpuMemoryGb: 16,
    optimalBatchSize: 2,
    tokensPerSecond: 50,
    firstTokenLatencyMs: 500,
  };
  for (const [property, value] of Object.entries(later)) {
    const refusal = { code: 'FEATURE_NOT_AVAILABLE', details: { feature: `ModelConfig.${property}` } };
    expect(() => executor.addModel({ name: 'other', [property]: value })).toThrow(expect.objectContaining(refusal));
  }
});
