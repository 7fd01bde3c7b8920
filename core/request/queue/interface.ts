import type { Clock } from '../../foundation/clock.ts';
import type { Quote } from '../../money/pricing/index.ts';
import type { BatchingSettings } from '../batching/index.ts';
import type { PrioritySettings } from './config.ts';

/** The lanes of the queue, first to last. */
export const lanes = ['high', 'normal', 'low'] as const;
export type Lane = (typeof lanes)[number];

/** A request as the queue sees it. */
export interface QueueTicket {
  /** Unique among the requests in the queue. */
  readonly id: string;
  readonly model: string;
  readonly temperature: number | null;
  /** Lower case. */
  readonly clientAddress: string;
  /** Base58. */
  readonly clientPeerId: string;
  readonly lane: Lane;
  /** The price that will be charged; never the one that was offered. */
  readonly quote: Quote;
  /** Wall milliseconds since 1970. */
  readonly deadlineMs: number;
  readonly maxOutboundTokens: number;
}

/** What an answer used, for the estimates and the limits of its model. */
export interface QueueUsage {
  readonly outboundTokens: number;
  /** In the backend, milliseconds. */
  readonly durationMs: number;
}

/** A request's place: first in the line, then in a slot. */
export interface QueuePlace {
  /**
   * Settles when the request has a slot.
   * @throws The signal's reason when it is aborted first; the place is given up then. `QUEUE_WAIT_TIMEOUT` when it waited
   * longer than `timeout_ms`.
   */
  turn(signal: AbortSignal): Promise<void>;
  /**
   * Gives the slot, or the place in the line, to the next. May be called twice.
   * @param used - Of an answer that was completed; nothing is learnt from the others.
   */
  leave(used?: QueueUsage): void;
}

/** A request in the line, as people may see it. */
export interface QueueStanding {
  readonly lane: Lane;
  /** 1 is next; null while the operator holds it. */
  readonly position: number | null;
  /** Estimate; null while it is held, and before anything was measured. */
  readonly expectedWaitMs: number | null;
  readonly held: boolean;
}

/** How long a lane is. */
export interface LaneView {
  readonly lane: Lane;
  readonly waiting: number;
  readonly limit: number;
}

/** Limits of one model; null where there is none. */
export interface ModelLimits {
  readonly maxConcurrentRequests: number | null;
  readonly maxTokensPerSecond: number | null;
  readonly maxBatchSize: number | null;
  /** What batching aims at. */
  readonly optimalBatchSize: number | null;
}

/** How fast a model answers, as far as anybody says. */
export interface ModelSpeed {
  readonly tokensPerSecond: number | null;
  readonly timeToFirstTokenMs: number | null;
}

/** What the queue needs of the rest of the house. */
export interface QueueModules {
  readonly clock: Clock;
  readonly models: {
    limits(model: string): ModelLimits;
    /** True when the backend holds it in memory as far as is known. */
    isLoaded(model: string): boolean;
    /** How long requests for models in memory may pass one that others have to leave for, milliseconds; 0 for not at all. */
    swapPatienceMs?(model: string): number;
    /** What is expected of a model whose requests were never timed here; null where nobody says. */
    performance(model: string): ModelSpeed | null;
  };
}

/** Settings of the queue: of `[request_handling]`, `[priority]` and `[batching]`. */
export interface QueueSettings {
  /** Requests in the backend at the same time, ≥ 1. */
  readonly maxConcurrent: number;
  /** Requests that wait for a slot when there is one lane, ≥ 0; one more is refused. */
  readonly maxWaiting: number;
  readonly priority: PrioritySettings;
  readonly batching: BatchingSettings;
}
