import type { Clock } from '../../core/foundation/clock.ts';
import { batchingSection } from '../../core/request/batching/config.ts';
import { type QueueModules, type QueueSettings, RequestQueue } from '../../core/request/index.ts';
import { prioritySection } from '../../core/request/queue/config.ts';
import type { ModelLimits, QueueTicket } from '../../core/request/queue/index.ts';

type Keys = Readonly<Record<string, unknown>>;

/** What a test changes of a queue with default settings. `priority` and `batching` are keys as the file has them. */
export interface QueueChange {
  readonly maxConcurrent?: number;
  readonly maxWaiting?: number;
  readonly priority?: Keys;
  readonly batching?: Keys;
}

/** Settings of a queue as a configuration file gives them. */
export function buildQueueSettings(change: QueueChange = {}): QueueSettings {
  const { maxConcurrent = 1, maxWaiting = 100 } = change;
  const priority = prioritySection.read(prioritySection.schema.parse(change.priority) as never);
  const batching = batchingSection.read(batchingSection.schema.parse(change.batching) as never);
  return { maxConcurrent, maxWaiting, priority, batching };
}

const noLimits: ModelLimits = {
  maxConcurrentRequests: null,
  maxTokensPerSecond: null,
  maxBatchSize: null,
  optimalBatchSize: null,
};

/** A queue with these settings; models have no limits unless `models` says so. */
export function buildQueue(clock: Clock, change: QueueChange = {}, models: Partial<QueueModules['models']> = {}) {
  const known = { limits: () => noLimits, isLoaded: () => false, performance: () => null, ...models };
  return new RequestQueue({ clock, models: known }, buildQueueSettings(change));
}

/** Limits of one model where the others have none. */
export function limitsOf(model: string, limits: Partial<ModelLimits>): QueueModules['models']['limits'] {
  return (asked) => (asked === model ? { ...noLimits, ...limits } : noLimits);
}

/** A request for a queue, with an hour's time. */
export function buildTicket(id: string, change: Partial<QueueTicket> = {}): QueueTicket {
  return {
    id,
    model: 'm',
    temperature: null,
    clientAddress: '0xa',
    clientPeerId: 'peer-a',
    lane: 'normal',
    quote: { inboundPriceWei: 100n, outboundPriceWei: 200n },
    deadlineMs: Number.MAX_SAFE_INTEGER,
    maxOutboundTokens: 100,
    ...change,
  };
}
