export {
  type ErrorCode,
  type ErrorDetails,
  type ErrorObject,
  ExecutorError,
  isExecutorError,
} from './foundation/errors/index.ts';
export type { LogContext, Logger } from './foundation/logger.ts';
export { Secret } from './foundation/secret.ts';
export { formatEth, parseEth } from './foundation/units/index.ts';
export {
  type CustomBackendOptions,
  Executor,
  type ExecutorConfig,
  type ExecutorMetrics,
  type HealthStatus,
  LlmBackend,
  type LlmCallOptions,
  type LlmClient,
  type LlmRequest,
  type LlmResponse,
  type LmStudioOptions,
  ModelCapability,
  type ModelConfig,
  type ModelInfo,
  type OpenAiOptions,
  registerCounter,
  registerHistogram,
  type StopMode,
} from './library/index.ts';
