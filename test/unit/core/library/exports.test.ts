import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Names that a file of nothing but `export … from` exports, types included. */
function exportsOf(file: string): string[] {
  const source = readFileSync(new URL(`../../../../core/${file}`, import.meta.url), 'utf8');
  const lists = [...source.matchAll(/export (type )?\{(.*?)\} from/gs)].map(([, type, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (type ? `type ${name}` : name)),
  );
  expect(source.replaceAll(/export (type )?\{.*?\} from '.*?';\n/gs, '')).toBe('');
  return lists.flat().sort();
}

test('the library exports what its document promises, and nothing else', () => {
  expect(exportsOf('index.ts')).toMatchInlineSnapshot(`
    [
      "BatchStrategy",
      "EvictionPolicy",
      "Executor",
      "ExecutorError",
      "FilterAction",
      "GpuAllocationStrategy",
      "LlmBackend",
      "MemoryStrategy",
      "ModelCapability",
      "PriorityStrategy",
      "RequestRejected",
      "Secret",
      "ThreadPriority",
      "contextKey",
      "formatEth",
      "isExecutorError",
      "parseEth",
      "registerCounter",
      "registerHistogram",
      "type BatchConfig",
      "type BatchGroup",
      "type ContextKey",
      "type CpuConfig",
      "type CustomBackendOptions",
      "type ErrorCode",
      "type ErrorDetails",
      "type ErrorObject",
      "type ExecutorConfig",
      "type ExecutorMetrics",
      "type GpuConfig",
      "type HealthStatus",
      "type LlmCallOptions",
      "type LlmClient",
      "type LlmRequest",
      "type LlmResponse",
      "type LmStudioOptions",
      "type LogContext",
      "type Logger",
      "type MemoryConfig",
      "type ModelConfig",
      "type ModelInfo",
      "type OnFailure",
      "type OpenAiOptions",
      "type Plugin",
      "type PluginContext",
      "type PluginFigures",
      "type PluginOptions",
      "type PluginResponse",
      "type QueueConfig",
      "type QueueLane",
      "type RequestContext",
      "type RequestFilter",
      "type RequestHandler",
      "type ResponseDraft",
      "type ResponseTransformer",
      "type SignedLlmRequest",
      "type StopMode",
      "type ThreadPoolConfig",
    ]
  `);
});

test('the test utilities export what the document promises, and a network to try them in', () => {
  expect(exportsOf('testing/index.ts')).toMatchInlineSnapshot(`
    [
      "AnnouncementRegistry",
      "LocalNetwork",
      "LocalValidator",
      "MockExecutor",
      "MockLlmClient",
      "TEST_MODEL",
      "TestExecutor",
      "createTestRequest",
      "reachLikeNetworkClient",
      "spawnTestExecutor",
      "type AttachedExecutor",
      "type LocalNetworkModules",
      "type LocalValidatorModules",
      "type LoggedAnnouncement",
      "type ProcessOptions",
      "type SpawnOptions",
      "type TestRequestOptions",
      "type TestResponse",
    ]
  `);
});

test('what is exported as a value is one', async () => {
  const values = Object.keys(await import('../../../../core/index.ts'));
  expect(values.sort()).toEqual(exportsOf('index.ts').filter((name) => !name.startsWith('type ')));
});
