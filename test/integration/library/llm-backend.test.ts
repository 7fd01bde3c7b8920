import { expect, onTestFinished, test } from 'vitest';
import { LlmBackend, type LlmClient, type LlmRequest, type LlmResponse } from '../../../core/index.ts';
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
