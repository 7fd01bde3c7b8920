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
  type BatchConfig,
  type BatchGroup,
  BatchStrategy,
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
  PriorityStrategy,
  type QueueConfig,
  type QueueLane,
  registerCounter,
  registerHistogram,
  type StopMode,
} from './library/index.ts';
export type { SignedLlmRequest } from './protocol/index.ts';
export {
  type ContextKey,
  contextKey,
  FilterAction,
  type OnFailure,
  type Plugin,
  type PluginContext,
  type PluginFigures,
  type PluginOptions,
  type PluginResponse,
  type RequestContext,
  type RequestFilter,
  type RequestHandler,
  RequestRejected,
  type ResponseDraft,
  type ResponseTransformer,
} from './request/hooks/index.ts';
