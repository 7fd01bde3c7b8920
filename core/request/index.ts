export type { ActiveView } from './active-request.ts';
export type { GateState, PauseReason } from './gate.ts';
export type { FinishedRequest, PipelineModules, PipelineObserver, PipelineOptions } from './interface.ts';
export { type OutcomeCounts, Outcomes, type RuleCount } from './outcomes.ts';
export { RequestPipeline } from './pipeline.ts';
export {
  type ModelLimits,
  type ModelSpeed,
  type QueueModules,
  type QueueSettings,
  type QueueStanding,
  RequestQueue,
} from './queue/index.ts';
export type * from './stages.ts';
export { unlimitedResources } from './stages.ts';
