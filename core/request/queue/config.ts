import { z } from 'zod';
import { defineSection, setting, tableSetting } from '../../foundation/settings.ts';
import { clientNameSchema, normalClientName } from '../validation/index.ts';

/** In which order the requests of a lane are served. */
export type QueueStrategy = 'fifo' | 'price_weighted' | 'fair';

/** Lanes and order of the queue. */
export interface PrioritySettings {
  /** False: one lane, `max_queue_size` long. */
  readonly enabled: boolean;
  /** Times the asked prices, in thousandths, so that no digit of an amount is lost. */
  readonly highPriceThousandths: number;
  readonly laneSizes: { readonly high: number; readonly normal: number; readonly low: number };
  /** Addresses in lower case and peer ids. */
  readonly lowPriorityClients: ReadonlySet<string>;
  readonly strategy: QueueStrategy;
  readonly priceWeight: number;
  readonly ageWeight: number;
  /** Waiting that weighs as much as the highest price, milliseconds. */
  readonly agingMs: number;
  /** Longest wait for a slot, milliseconds. */
  readonly timeoutMs: number;
}

const file = 'test/integration/executor/queue-settings.test.ts';

const size = (lane: string, length: number) =>
  setting(z.int().min(0).max(100_000).default(length), {
    test: { file, title: 'lets queue_sizes wait in each lane, and refuses the next' },
    description: `How many requests may wait in the ${lane} lane; more are refused.`,
    unit: 'whole number, 0 to 100000',
  });

/** `[priority]` of the configuration file. */
export const prioritySection = defineSection({
  name: 'priority',
  acts: 'core/request/queue',
  reload: 'now',
  about: 'In which order waiting requests are served.',
  keys: {
    enabled: setting(z.boolean().default(false), {
      test: { file, title: 'serves who pays more first when enabled, and charges it' },
      description: 'Three lanes, high, normal and low, that share the places 6 : 3 : 1; otherwise there is one.',
      unit: 'true or false',
    }),
    high_priority_price_multiplier: setting(z.number().min(1).max(1000).multipleOf(0.001).default(1.5), {
      test: {
        file,
        title: 'charges exactly the asked price times high_priority_price_multiplier, whatever was offered',
      },
      description:
        'Whoever offers at least both asked prices times this goes to the high lane, and is charged exactly that.',
      unit: 'number from 1 to 1000 with at most three decimals',
    }),
    queue_sizes: tableSetting(
      { low: size('low', 100), normal: size('normal', 200), high: size('high', 50) },
      { description: 'How many requests may wait in each lane; with one lane max_queue_size holds instead.' },
    ),
    low_priority_clients: setting(z.array(clientNameSchema).max(10_000).default([]), {
      test: { file, title: 'serves low_priority_clients after others' },
      description: 'Clients whose requests go to the low lane.',
      unit: 'list of addresses ("0x…") or peer ids',
    }),
    strategy: setting(z.enum(['fifo', 'price_weighted', 'fair']).default('fifo'), {
      test: { file, title: 'orders a lane by strategy' },
      description: 'Order within a lane: of arrival, by price and age, or one request of each client in turn ("fair").',
      unit: '"fifo", "price_weighted" or "fair"',
    }),
    price_weight: setting(z.number().min(0).max(1).default(0.7), {
      test: { file, title: 'weighs the price by price_weight' },
      description: 'How much the charged price counts with "price_weighted".',
      unit: 'number from 0 to 1',
    }),
    age_weight: setting(z.number().min(0.05).max(1).default(0.3), {
      test: { file, title: 'weighs waiting by age_weight' },
      description: 'How much waiting counts with "price_weighted"; never nothing, so that nobody waits for ever.',
      unit: 'number from 0.05 to 1',
    }),
    aging_ms: setting(z.int().min(100).max(300_000).default(10_000), {
      test: { file, title: 'counts waiting in aging_ms' },
      description: 'Waiting that counts as one with "price_weighted", as the highest charged price does.',
      unit: 'whole milliseconds, 100 to 300000',
    }),
    timeout_ms: setting(z.int().min(100).max(300_000).default(60_000), {
      test: { file, title: 'refuses who waited for timeout_ms, and charges nothing' },
      description: 'Longest wait for a place; then the request is refused, and its client asks another executor.',
      unit: 'whole milliseconds, 100 to 300000',
    }),
  },
  read: (values): PrioritySettings => ({
    enabled: values.enabled,
    highPriceThousandths: Math.round(values.high_priority_price_multiplier * 1000),
    laneSizes: values.queue_sizes,
    lowPriorityClients: new Set(values.low_priority_clients.map(normalClientName)),
    strategy: values.strategy,
    priceWeight: values.price_weight,
    ageWeight: values.age_weight,
    agingMs: values.aging_ms,
    timeoutMs: values.timeout_ms,
  }),
});
