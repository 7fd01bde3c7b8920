import { z } from 'zod';
import { optional, priceUnit, priceValue } from '../../foundation/setting-values.ts';
import { defineListSection, setting } from '../../foundation/settings.ts';
import { parseEth, type Wei } from '../../foundation/units/index.ts';

/** What the owner says about one model. Null leaves it to the backend or to what holds for all models. */
export interface ModelSettings {
  /** Id of the model at the backend, exactly. */
  readonly name: string;
  /** False: not offered, whatever the backend has. */
  readonly enabled: boolean;
  /** Model tokens of prompt and answer together. */
  readonly contextLength: number | null;
  /** Wei per model token of the prompt. */
  readonly inboundPriceWei: Wei | null;
  /** Wei per model token of the answer. */
  readonly outboundPriceWei: Wei | null;
  /** Requests that are released to the backend together. */
  readonly maxBatchSize: number | null;
  /** Model tokens of answers a second, over all its requests. */
  readonly maxTokensPerSecond: number | null;
  /** Requests in the backend at once. */
  readonly maxConcurrentRequests: number | null;
}

const price = optional(priceValue);
const priceOrNull = (text: string | null) => (text === null ? null : parseEth(text));

/** `[[models]]` of the configuration file. */
export const modelsSection = defineListSection({
  name: 'models',
  about: 'What holds for one model instead of what holds for all.',
  acts: 'core/inference/models',
  maxItems: 1000,
  unique: 'name',
  example: { name: 'llama-2-13b-chat', inbound_price: '0.0004', outbound_price: '0.0008' },
  keys: {
    name: setting(z.string().min(1).max(256), {
      description: 'Id of the model, exactly as the backend lists it.',
      unit: 'text of 1 to 256 characters',
      example: 'llama-2-13b-chat',
    }),
    enabled: setting(z.boolean().default(true), {
      description: 'Whether the model is offered to the network.',
      unit: 'true or false',
    }),
    context_length: setting(optional(z.int().min(1).max(100_000_000)), {
      description: 'Most model tokens of prompt and answer together; never more than the backend says.',
      unit: 'whole number of model tokens, 1 to 100000000',
      example: 4096,
    }),
    inbound_price: setting(price, {
      description: 'Price of one model token of the prompt, instead of base_inbound_price.',
      unit: priceUnit,
      acts: 'core/money/pricing',
      example: '0.0004',
    }),
    outbound_price: setting(price, {
      description: 'Price of one model token of the answer, instead of base_outbound_price.',
      unit: priceUnit,
      acts: 'core/money/pricing',
      example: '0.0008',
    }),
    max_batch_size: setting(optional(z.int().min(1).max(1024)), {
      description: 'How many requests for the model are released to the backend together.',
      unit: 'whole number, 1 to 1024',
      acts: 'core/request/batching',
      example: 4,
    }),
    max_tokens_per_second: setting(optional(z.number().positive().max(1_000_000)), {
      description: 'How many model tokens of answers the model may make a second, over all its requests.',
      unit: 'number of model tokens a second, above 0, at most 1000000',
      acts: 'core/request/queue',
      example: 50,
    }),
    max_concurrent_requests: setting(optional(z.int().min(1).max(1024)), {
      description: 'How many requests for the model the backend is given at the same time.',
      unit: 'whole number, 1 to 1024',
      acts: 'core/request/queue',
      example: 5,
    }),
    gpu_memory_gb: setting(optional(z.number().min(0).max(100_000)), {
      description: 'How much GPU memory the model needs.',
      unit: 'gigabytes, 0 to 100000',
      acts: 'core/inference/resources',
      owner: 'later',
      example: 40,
    }),
    cpu_cores: setting(optional(z.int().min(1).max(4096)), {
      description: 'How many processor cores the model needs.',
      unit: 'whole number, 1 to 4096',
      acts: 'core/inference/resources',
      owner: 'later',
      example: 8,
    }),
  },
  read: (items): readonly ModelSettings[] =>
    items.map((item) => ({
      name: item.name,
      enabled: item.enabled,
      contextLength: item.context_length,
      inboundPriceWei: priceOrNull(item.inbound_price),
      outboundPriceWei: priceOrNull(item.outbound_price),
      maxBatchSize: item.max_batch_size,
      maxTokensPerSecond: item.max_tokens_per_second,
      maxConcurrentRequests: item.max_concurrent_requests,
    })),
});
