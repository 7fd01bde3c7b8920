import { checkNames } from '../checks/check-names.ts';
import { price } from './resolve-config.ts';

/** What a model is good for. */
export type ModelCapability = 'chat' | 'completion';

/** Names of {@link ModelCapability}. */
export const ModelCapability = { chat: 'chat', completion: 'completion' } as const satisfies Record<
  string,
  ModelCapability
>;

/**
 * What holds for one model instead of what holds for all. The model itself is the backend's; a name that it does not
 * have is no mistake, since models come and go.
 *
 * @source executor-library.md, "Model Configuration"
 */
export interface ModelConfig {
  /** Id of the model at the backend, exactly; 1 to 256 characters. */
  readonly name: string;
  /** False: not offered, whatever the backend has. @defaultValue true */
  readonly enabled?: boolean | undefined;
  /** Most model tokens of prompt and answer together; never more than the backend says. @defaultValue the backend's */
  readonly contextLength?: number | undefined;
  /** Requests that are released to the backend together, 1 to 1024. */
  readonly maxBatchSize?: number | undefined;
  /** Requests in the backend at once, 1 to 1024. */
  readonly maxConcurrentRequests?: number | undefined;
  /** Model tokens of answers a second, over all requests of the model. */
  readonly maxTokensPerSecond?: number | undefined;
  /** Wei per inbound model token. @defaultValue `baseInboundPriceWei` */
  readonly inboundPriceWei?: bigint | undefined;
  /** Wei per outbound model token. @defaultValue `baseOutboundPriceWei` */
  readonly outboundPriceWei?: bigint | undefined;
  /** Further names that it is offered under; they cost the same. At most 64, of 1 to 256 characters. */
  readonly aliases?: readonly string[] | undefined;
  /** What it is announced for. @defaultValue what its program says */
  readonly capabilities?: readonly ModelCapability[] | undefined;
  /** GPU memory that must be free for it, gigabytes of 10⁹ bytes. @defaultValue an estimate */
  readonly minGpuMemoryGb?: number | undefined;
  /** Requests that batching aims at, 1 to 1024; at most `maxBatchSize` counts. */
  readonly optimalBatchSize?: number | undefined;
  /** Model tokens of one answer a second, announced and expected until it is measured. */
  readonly tokensPerSecond?: number | undefined;
  /** To the first model token of an answer, whole milliseconds, likewise. */
  readonly firstTokenLatencyMs?: number | undefined;
}

const keyOf = {
  name: 'name',
  enabled: 'enabled',
  contextLength: 'context_length',
  maxBatchSize: 'max_batch_size',
  maxConcurrentRequests: 'max_concurrent_requests',
  maxTokensPerSecond: 'max_tokens_per_second',
  aliases: 'aliases',
  capabilities: 'capabilities',
  minGpuMemoryGb: 'min_gpu_memory_gb',
  optimalBatchSize: 'optimal_batch_size',
  tokensPerSecond: 'tokens_per_second',
  firstTokenLatencyMs: 'first_token_latency_ms',
} as const;

/**
 * The model as an item of `[[models]]`.
 *
 * @throws `CONFIG_INVALID` for names that there are not
 */
export function modelItem(model: ModelConfig): Readonly<Record<string, unknown>> {
  checkNames('ModelConfig', model, [...Object.keys(keyOf), 'inboundPriceWei', 'outboundPriceWei']);
  const item: Record<string, unknown> = {
    inbound_price: price('ModelConfig.inboundPriceWei', model.inboundPriceWei).value,
    outbound_price: price('ModelConfig.outboundPriceWei', model.outboundPriceWei).value,
  };
  for (const [property, key] of Object.entries(keyOf)) item[key] = model[property as keyof typeof keyOf];
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
