import { z } from 'zod';
import { count, problem, requestId, timeMs, weiText } from './common.ts';

/** A request that waits or runs. */
export const queueItem = z.strictObject({
  id: requestId,
  state: z.enum(['waiting', 'running']),
  model: z.string(),
  clientPeerId: z.string(),
  clientAddress: z.string(),
  acceptedAtMs: timeMs,
  startedAtMs: timeMs.nullable(),
  deadlineMs: timeMs,
  lane: z.enum(['high', 'normal', 'low']),
  /** 1 is next; null while it runs, is held, or waits for the answer to another request that asked the same. */
  position: count.nullable(),
  /** Estimate in milliseconds; null where there is no position, and before anything was measured. */
  expectedWaitMs: z.number().nonnegative().nullable(),
  /** The operator holds it back. */
  held: z.boolean(),
  /** Model tokens so far, estimated until the backend states its usage. */
  outboundTokens: count,
  maxOutboundTokens: count,
  tokensPerSecond: z.number().nullable(),
  /** Estimate of the outbound part of the charge so far. */
  chargeSoFarWei: weiText,
});
export type QueueItem = z.infer<typeof queueItem>;

/** A request that ended since the start, served or not; kept for the last 100. */
export const finishedItem = z.strictObject({
  id: requestId,
  model: z.string().max(128).nullable(),
  clientPeerId: z.string(),
  finishedAtMs: timeMs,
  durationMs: z.number(),
  /** `accrued`, or why not. */
  outcome: z.union([z.literal('accrued'), z.string()]),
  problem: problem.nullable(),
  chargeWei: weiText,
});
export type FinishedItem = z.infer<typeof finishedItem>;

/** One lane of the queue. */
const laneView = z.strictObject({ lane: z.enum(['high', 'normal', 'low']), waiting: count, limit: count });

export const queueView = z.strictObject({
  items: z.array(queueItem),
  recent: z.array(finishedItem),
  maxConcurrent: count,
  maxWaiting: count,
  /** First to last; with [priority] off everything waits in the normal one. */
  lanes: z.array(laneView),
});
export type QueueView = z.infer<typeof queueView>;
