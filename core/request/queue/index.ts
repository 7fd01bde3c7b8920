export { chooseLane, type LaneQuestion } from './choose-lane.ts';
export type { PrioritySettings, QueueStrategy } from './config.ts';
export type {
  Lane,
  LaneView,
  ModelLimits,
  ModelSpeed,
  QueueModules,
  QueuePlace,
  QueueSettings,
  QueueStanding,
  QueueTicket,
  QueueUsage,
} from './interface.ts';
export { RequestQueue } from './request-queue.ts';
