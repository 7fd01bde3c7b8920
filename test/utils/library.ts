import { onTestFinished } from 'vitest';
import type { ExecutorConfig, LlmClient } from '../../core/index.ts';
import { MockExecutor, MockLlmClient } from '../../core/testing/index.ts';

/** A mock executor that ends with the test. Null takes the backend of the configuration. */
export function openMockExecutor(
  config: ExecutorConfig = {},
  llmClient: LlmClient | null = new MockLlmClient(),
): MockExecutor {
  const executor = new MockExecutor(config, llmClient);
  onTestFinished(() => executor.stop());
  return executor;
}
