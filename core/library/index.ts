export type { ExecutorConfig } from './config.ts';
export { ConfigurableExecutor } from './configurable-executor.ts';
export { registerCounter, registerHistogram } from './custom-metrics.ts';
export { Executor, type StopMode } from './executor.ts';
export { type CustomBackendOptions, LlmBackend, type LmStudioOptions, type OpenAiOptions } from './llm-backend.ts';
export type { LlmCallOptions, LlmClient, LlmRequest, LlmResponse, ModelInfo } from './llm-client.ts';
export { ModelCapability, type ModelConfig } from './model-config.ts';
export type { ExecutorMetrics, HealthStatus } from './observation.ts';
export { ExecutorSetup } from './setup.ts';
