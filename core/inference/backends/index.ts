export {
  type BuiltinModules,
  type BuiltinSettings,
  type EngineChannel,
  type EngineLauncher,
  type EngineListener,
  type EngineSpec,
  engineEnvironment,
  findEngineFile,
  maxMessageBytes,
  type TinyModelOptions,
  writeTinyModel,
} from './builtin/index.ts';
export { defaultBackend, llmClientSection } from './config.ts';
export {
  adapterOf as createCustomAdapter,
  type CustomAdapter,
  type CustomAnswer,
  createCustomClient,
} from './custom/index.ts';
export { anyoneListens, type ConfiguredBackend, type DoctorReport, runDoctor } from './doctor/index.ts';
export { tellsOfMemory } from './errors.ts';
export {
  type BackendFacts,
  type BackendHealth,
  type Completion,
  type CompletionOptions,
  type CompletionProgress,
  type CompletionRequest,
  type LlmClient,
  type LoadOptions,
  type ModelControl,
  type ModelInfo,
  type Placement,
  unknownFacts,
  unknownModel,
} from './interface.ts';
export type { BackendKind } from './kind.ts';
export { type BackendKindName, configurableKinds } from './kinds.ts';
export type { CallLimits } from './limits.ts';
export {
  type BackendConfig,
  type BackendInit,
  type BackendList,
  BackendPool,
  type BackendSource,
  backendSource,
  createBackends,
  type MemberHealth,
  type MemberLook,
  type PoolMember,
  type PoolOptions,
} from './pool/index.ts';
export { backendKinds, createLlmClient } from './registry.ts';
export {
  type CustomSettings,
  defaultClientSettings,
  defaultCustomSettings,
  demoSettings,
  type LlmClientSettings,
} from './settings.ts';
