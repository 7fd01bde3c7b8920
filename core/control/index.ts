export {
  type CallContext,
  type CallInput,
  type CallName,
  type CallOutput,
  type CallResult,
  type ControlHandlers,
  type ControlTarget,
  contract,
  type EventListener,
  type EventName,
  type EventPayload,
} from './contract.ts';
export { type InvokeOptions, invoke, invokeCall, isCallName } from './invoke.ts';
export type { Admission } from './schemas/admission.ts';
export type { CacheState } from './schemas/cache.ts';
export type { Problem } from './schemas/common.ts';
export type { ConfigKey, ConfigValue, ConfigView } from './schemas/config.ts';
export type { Benchmark, DoctorReport } from './schemas/doctor.ts';
export type { Gpu, Hardware } from './schemas/hardware.ts';
export type { CatalogueModel, LoadState, Model, Pull } from './schemas/models.ts';
export type { Earnings, EarningsBucket, LedgerRow, Prices } from './schemas/money.ts';
export type { PluginInfo } from './schemas/plugins.ts';
export type { Presence, PresenceSignal } from './schemas/presence.ts';
export type { Peer, Status } from './schemas/status.ts';
export type { FinishedItem, QueueItem, QueueView } from './schemas/work.ts';
