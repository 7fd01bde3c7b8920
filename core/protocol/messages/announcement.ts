import type { Address } from './common.ts';

/** What JSON can carry; numbers as the network's `serde_json::Value` knows them. */
export type MetadataValue =
  | string
  | number // a float of 64 bits
  | bigint // a whole number from -2^63 up to 2^64 - 1
  | boolean
  | null
  | readonly MetadataValue[]
  | { readonly [key: string]: MetadataValue };

export type AnnouncementType = 'Initial' | 'Update' | 'Removal' | 'Heartbeat';

/** An executor tells the network what it offers (lloom-core `ModelAnnouncement`). */
export interface ModelAnnouncement {
  /** Base58. */
  readonly executor_peer_id: string;
  readonly executor_address: Address;
  /** The full list, in every type of announcement. */
  readonly models: readonly ModelDescriptor[];
  readonly announcement_type: AnnouncementType;
  /** Unix seconds, u64. */
  readonly timestamp: bigint;
  /** u64 */
  readonly nonce: bigint;
  /** u8 */
  readonly protocol_version: number;
}

export interface ModelDescriptor {
  readonly model_id: string;
  readonly backend_type: string;
  readonly capabilities: ModelCapabilities;
  readonly is_available: boolean;
  readonly pricing: ModelPricing | null;
}

export interface ModelCapabilities {
  /** Model tokens, u32. */
  readonly max_context_length: number;
  readonly features: readonly string[];
  readonly architecture: string | null;
  readonly model_size: string | null;
  readonly performance: PerformanceMetrics | null;
  /** We send at most one key: with more, the network's own verification fails at random. */
  readonly metadata: { readonly [key: string]: MetadataValue };
}

export interface PerformanceMetrics {
  /** f64 */
  readonly avg_tokens_per_second: number | null;
  /** f64 */
  readonly avg_time_to_first_token: number | null;
  /** f64 */
  readonly success_rate: number | null;
  /** u64 */
  readonly avg_latency_ms: bigint | null;
}

export interface ModelPricing {
  /** Wei per inbound model token, decimal text. */
  readonly input_token_price: string;
  /** Wei per outbound model token, decimal text. */
  readonly output_token_price: string;
  readonly minimum_fee: string | null;
}

export type ModelUpdateType =
  | 'AddModels'
  | 'RemoveModels'
  | 'UpdateCapabilities'
  | 'UpdatePricing'
  | 'UpdateAvailability';

/** Never sent by today's network (lloom-core `ModelUpdate`). */
export interface ModelUpdate {
  readonly executor_peer_id: string;
  readonly update_type: ModelUpdateType;
  readonly updates: readonly ModelUpdateEntry[];
  readonly timestamp: bigint;
  readonly sequence: bigint;
}

export interface ModelUpdateEntry {
  readonly model_id: string;
  readonly descriptor: ModelDescriptor | null;
  readonly reason: string | null;
}

/** Never sent by today's network (lloom-core `AcknowledgmentResponse`). */
export interface AcknowledgmentResponse {
  readonly request_id: string;
  readonly success: boolean;
  readonly message: string | null;
  readonly timestamp: bigint;
}
