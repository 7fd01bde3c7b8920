import { checkNames } from '../checks/check-names.ts';
import { refuseLater } from '../checks/not-available.ts';
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
  /** Not available yet: `FEATURE_NOT_AVAILABLE` when given. */
  readonly aliases?: readonly string[] | undefined;
  /** Not available yet: `FEATURE_NOT_AVAILABLE` when given. Every model is announced for chat and completion. */
  readonly capabilities?: readonly ModelCapability[] | undefined;
  /** Not available yet: `FEATURE_NOT_AVAILABLE` when given. */
  readonly minGpuMemoryGb?: number | undefined;
  /** Not available yet: `FEATURE_NOT_AVAILABLE` when given. */
  readonly optimalBatchSize?: number | undefined;
  /** Not available yet: `FEATURE_NOT_AVAILABLE` when given. */
  readonly tokensPerSecond?: number | undefined;
  /** Not available yet: `FEATURE_NOT_AVAILABLE` when given. */
  readonly firstTokenLatencyMs?: number | undefined;
}

const keyOf = {
  name: 'name',
  enabled: 'enabled',
  contextLength: 'context_length',
  maxBatchSize: 'max_batch_size',
  maxConcurrentRequests: 'max_concurrent_requests',
  maxTokensPerSecond: 'max_tokens_per_second',
} as const;

const laterProperties = [
  'aliases',
  'capabilities',
  'minGpuMemoryGb',
  'optimalBatchSize',
  'tokensPerSecond',
  'firstTokenLatencyMs',
] as const;

/**
 * The model as an item of `[[models]]`.
 *
 * @throws `FEATURE_NOT_AVAILABLE`, `CONFIG_INVALID` for names that there are not
 */
export function modelItem(model: ModelConfig): Readonly<Record<string, unknown>> {
  checkNames('ModelConfig', model, [...Object.keys(keyOf), 'inboundPriceWei', 'outboundPriceWei', ...laterProperties]);
  refuseLater('ModelConfig', model, laterProperties);
  const item: Record<string, unknown> = {
    inbound_price: price('ModelConfig.inboundPriceWei', model.inboundPriceWei).value,
    outbound_price: price('ModelConfig.outboundPriceWei', model.outboundPriceWei).value,
  };
  for (const [property, key] of Object.entries(keyOf)) item[key] = model[property as keyof typeof keyOf];
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
