export { llmClientSection } from './config.ts';
export { type BackendTestStep, testBackend } from './doctor/test-backend.ts';
export type {
  BackendHealth,
  Completion,
  CompletionOptions,
  CompletionProgress,
  CompletionRequest,
  LlmClient,
  ModelInfo,
} from './interface.ts';
export type { BackendKind } from './kind.ts';
export { type BackendKindName, configurableKinds } from './kinds.ts';
export type { CallLimits } from './limits.ts';
export { backendKinds, createLlmClient } from './registry.ts';
export { demoSettings, type LlmClientSettings } from './settings.ts';
