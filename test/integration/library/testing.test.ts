import { expect, onTestFinished, test } from 'vitest';
import { createTestRequest, MockExecutor, MockLlmClient, spawnTestExecutor } from '../../../core/testing/index.ts';

test('Mock Executor', async () => {
  const mockExecutor = new MockExecutor();
  onTestFinished(() => mockExecutor.stop());

  const mockLlm = new MockLlmClient().withResponse('Test response').withTokenCount(10, 20);
  mockExecutor.setLlmClient(mockLlm);

  const request = createTestRequest();
  const response = await mockExecutor.processRequest(request);

  expect(response.content).toBe('Test response');
  expect(response.totalTokens).toBe(30);
});

test('Integration Testing', async () => {
  const executor = await spawnTestExecutor();
  onTestFinished(() => executor.stop());

  const health = await executor.healthStatus();
  expect(health.healthy).toBe(true);

  const response = await executor.testRequest('Hello');
  expect(response.content).not.toBe('');

  const metrics = executor.getMetrics();
  expect(metrics.totalRequests).toBe(1);
});
