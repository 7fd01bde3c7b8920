import type { Wei } from '../../foundation/units/index.ts';
import type { ModelDescriptor, PerformanceMetrics } from '../../protocol/index.ts';
import type { LlmClient, ModelInfo } from '../backends/interface.ts';
import { isFilePath } from './catalog-model.ts';
import type { PerformanceFigures } from './performance/performance.ts';

/** Announced where a backend does not tell the context length; what the network's own executors announce. */
const ASSUMED_CONTEXT_LENGTH = 4096;
const MAX_U32 = 0xffff_ffff;
/** Longest text about a model, characters. */
const MAX_TEXT_LENGTH = 64;

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
  about: {
    readonly backend: Pick<LlmClient, 'name' | 'kind'>;
    readonly performance: PerformanceFigures | null;
  },
): ModelDescriptor {
  const contextLength = model.contextLength ?? ASSUMED_CONTEXT_LENGTH;
  return {
    model_id: model.id,
    backend_type: about.backend.name,
    capabilities: {
      max_context_length: Math.min(contextLength, MAX_U32),
      features: [...model.features],
      architecture: publicText(model.architecture),
      model_size: sizeOf(model),
      performance: about.performance && performanceMetrics(about.performance),
      // One key at most: the network's programs cannot verify a signature over more.
      metadata: { backend_type: about.backend.kind },
    },
    is_available: true,
    pricing: {
      input_token_price: prices.inboundPriceWei.toString(),
      output_token_price: prices.outboundPriceWei.toString(),
      minimum_fee: null,
    },
  };
}

/** Parameters and quantisation in one text, such as `7B Q4_K_M`: there is no other place for the latter. */
function sizeOf({ parameters, quantization }: ModelInfo): string | null {
  const parts = [publicText(parameters), publicText(quantization)].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' ') : null;
}

/** What a program writes about a model, without anything that names a file of the owner. */
function publicText(text: string | null): string | null {
  if (text === null || text.length > MAX_TEXT_LENGTH || isFilePath(text) || text.includes('/')) return null;
  return text;
}

/** In the network's units: seconds where the field does not name one. Rounded, so that no two programs write it differently. */
function performanceMetrics(figures: PerformanceFigures): PerformanceMetrics {
  const { tokensPerSecond, timeToFirstTokenMs, latencyMs, successRate } = figures;
  return {
    avg_tokens_per_second: round(tokensPerSecond, 1),
    avg_time_to_first_token: round(timeToFirstTokenMs === null ? null : timeToFirstTokenMs / 1000, 3),
    success_rate: round(successRate, 3),
    avg_latency_ms: latencyMs === null ? null : BigInt(Math.max(0, Math.round(latencyMs))),
  };
}

function round(value: number | null, decimals: number): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return Number(value.toFixed(decimals));
}
