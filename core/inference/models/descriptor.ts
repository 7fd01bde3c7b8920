import type { Wei } from '../../foundation/units/index.ts';
import type { ModelDescriptor } from '../../protocol/index.ts';
import type { LlmClient, ModelInfo } from '../backends/interface.ts';

/** Announced where a backend does not tell the context length; what the network's own executors announce. */
const ASSUMED_CONTEXT_LENGTH = 4096;
const MAX_U32 = 0xffff_ffff;

/** Unit prices of one model. */
export interface ModelPrices {
  /** Wei per inbound model token. */
  readonly inboundPriceWei: Wei;
  /** Wei per outbound model token. */
  readonly outboundPriceWei: Wei;
}

/** A model with its prices, as it is announced. */
export function toDescriptor(
  model: ModelInfo & { readonly contextLength: number | null },
  prices: ModelPrices,
  backend: Pick<LlmClient, 'name' | 'kind'>,
): ModelDescriptor {
  const contextLength = model.contextLength ?? ASSUMED_CONTEXT_LENGTH;
  return {
    model_id: model.id,
    backend_type: backend.name,
    capabilities: {
      max_context_length: Math.min(contextLength, MAX_U32),
      features: ['chat', 'completion'],
      architecture: model.architecture,
      model_size: null,
      performance: null,
      // One key at most: the network's programs cannot verify a signature over more.
      metadata: { backend_type: backend.kind },
    },
    is_available: true,
    pricing: {
      input_token_price: prices.inboundPriceWei.toString(),
      output_token_price: prices.outboundPriceWei.toString(),
      minimum_fee: null,
    },
  };
}
