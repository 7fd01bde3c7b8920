export type { LlmCallOptions, LlmClient, LlmRequest, LlmResponse, ModelInfo } from './client/llm-client.ts';
export { type BatchConfig, type BatchGroup, BatchStrategy } from './config/batch-config.ts';
export { type CpuConfig, type ThreadPoolConfig, ThreadPriority } from './config/cpu-config.ts';
export type { ExecutorConfig } from './config/executor-config.ts';
export { GpuAllocationStrategy, type GpuConfig } from './config/gpu-config.ts';
export {
  type CustomBackendOptions,
  LlmBackend,
  type LmStudioOptions,
  type OpenAiOptions,
} from './config/llm-backend.ts';
export { EvictionPolicy, type MemoryConfig, MemoryStrategy } from './config/memory-config.ts';
export { ModelCapability, type ModelConfig } from './config/model-config.ts';
export { PriorityStrategy, type QueueConfig, type QueueLane } from './config/queue-config.ts';
export { ConfigurableExecutor } from './configurable-executor.ts';
export { registerCounter, registerHistogram } from './custom-metrics.ts';
export { Executor, type StopMode } from './executor.ts';
export type { ExecutorMetrics, HealthStatus } from './observation.ts';
export { ExecutorSetup } from './setup.ts';
