import { checkNames, type ExecutorConfigProblem, throwProblems } from '../checks/check-names.ts';
import type { Setting } from './resolve-config.ts';

/** In which order the requests of a lane are served. Made with the functions of the same name. */
export type PriorityStrategy =
  | { readonly kind: 'fifo' }
  | { readonly kind: 'fair' }
  | { readonly kind: 'priceWeighted'; readonly priceWeight: number; readonly ageWeight: number };

/**
 * Orders of a lane.
 *
 * @source executor-library.md, "Request Queue Management"
 */
export const PriorityStrategy = {
  /** In order of arrival. */
  fifo: (): PriorityStrategy => ({ kind: 'fifo' }),
  /** One request of each client in turn. */
  fair: (): PriorityStrategy => ({ kind: 'fair' }),
  /**
   * By the price that will be charged and by waiting.
   *
   * @param weights.priceWeight - 0 to 1.
   * @param weights.ageWeight - 0.05 to 1: never nothing, so that nobody waits for ever.
   */
  priceWeighted: (weights: { readonly priceWeight: number; readonly ageWeight: number }): PriorityStrategy => ({
    kind: 'priceWeighted',
    priceWeight: weights.priceWeight,
    ageWeight: weights.ageWeight,
  }),
} as const;

/** A lane of the queue. */
export type QueueLane = 'high' | 'normal' | 'low';

/** How requests wait. What is left out has its default, also when it was set before. */
export interface QueueConfig {
  /** Requests that may wait, 0 to 10000; one more is refused, and its client asks another executor. @defaultValue 100 */
  readonly maxQueueSize?: number | undefined;
  /** @defaultValue `PriorityStrategy.fifo()` */
  readonly priorityStrategy?: PriorityStrategy | undefined;
  /** Longest wait for a place, whole milliseconds, 100 to 300000. @defaultValue 60000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Lanes with the number of requests that may wait in each; together at most `maxQueueSize`, where that is given.
   * @defaultValue one lane
   */
  readonly priorityQueues?: readonly (readonly [lane: QueueLane, size: number])[] | undefined;
  /** Whoever offers both asked prices times this goes to the high lane, and is charged that. @defaultValue 1.5 */
  readonly highPriorityPriceMultiplier?: number | undefined;
  /** Addresses or peer ids of clients whose requests go to the low lane. @defaultValue none */
  readonly lowPriorityClients?: readonly string[] | undefined;
}

const keyOf = {
  maxQueueSize: 'request_handling.max_queue_size',
  timeoutMs: 'priority.timeout_ms',
  highPriorityPriceMultiplier: 'priority.high_priority_price_multiplier',
  lowPriorityClients: 'priority.low_priority_clients',
} as const;

const lanes: readonly QueueLane[] = ['high', 'normal', 'low'];
const strategyNames = { fifo: 'fifo', fair: 'fair', priceWeighted: 'price_weighted' } as const;

/** The configuration by its keys. @throws `CONFIG_INVALID` for names that there are not, and lanes that do not fit */
export function queueSettings(config: QueueConfig): Iterable<readonly [key: string, setting: Setting]> {
  checkNames('QueueConfig', config, [...Object.keys(keyOf), 'priorityStrategy', 'priorityQueues']);
  const { priorityStrategy: strategy = PriorityStrategy.fifo(), priorityQueues } = config;
  throwProblems(laneProblems(config));
  const weights = strategy.kind === 'priceWeighted' ? strategy : null;
  const sizes = new Map<string, number>(priorityQueues);
  const value = (property: string, given: unknown): Setting => ({ property: `QueueConfig.${property}`, value: given });
  return [
    ...Object.entries(keyOf).map(([name, key]) => [key, value(name, config[name as keyof typeof keyOf])] as const),
    ['priority.strategy', value('priorityStrategy', strategyNames[strategy.kind] ?? strategy.kind)],
    ['priority.price_weight', value('priorityStrategy.priceWeight', weights?.priceWeight)],
    ['priority.age_weight', value('priorityStrategy.ageWeight', weights?.ageWeight)],
    ['priority.enabled', value('priorityQueues', priorityQueues !== undefined)],
    ...lanes.map((lane) => {
      const size = priorityQueues === undefined ? undefined : (sizes.get(lane) ?? 0);
      return [`priority.queue_sizes.${lane}`, value(`priorityQueues.${lane}`, size)] as const;
    }),
  ];
}

function laneProblems({ priorityQueues = [], maxQueueSize }: QueueConfig): ExecutorConfigProblem[] {
  const about = {
    key: 'QueueConfig.priorityQueues',
    expected: 'pairs of "high", "normal" or "low" and a size',
    hint: null,
  };
  const names = priorityQueues.map(([lane]) => lane);
  const unknown = names.filter((lane) => !lanes.includes(lane));
  const sum = priorityQueues.reduce((total, [, size]) => total + size, 0);
  return [
    ...unknown.map((lane) => ({ ...about, problem: `has no lane "${lane}"` })),
    ...(new Set(names).size < names.length ? [{ ...about, problem: 'names a lane twice' }] : []),
    ...(maxQueueSize !== undefined && sum > maxQueueSize
      ? [{ ...about, problem: `holds ${sum} requests, more than maxQueueSize`, expected: `at most ${maxQueueSize}` }]
      : []),
  ];
}
