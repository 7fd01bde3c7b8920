import type { ModelCapabilities, ModelDescriptor, ModelPricing } from './announcement.ts';
import type { Address } from './common.ts';

export type ModelQueryType =
  | 'ListAllModels'
  | 'SearchByCapabilities'
  | 'GetStatistics'
  | { readonly FindModel: string }
  | { readonly ExecutorInfo: readonly string[] };

/** Clients can send it; nobody answers it today (lloom-core `ModelQuery`). */
export interface ModelQuery {
  readonly query_type: ModelQueryType;
  readonly filters: QueryFilters | null;
  readonly limit: number | null;
  readonly offset: number | null;
  readonly query_id: string;
  readonly timestamp: bigint;
}

export interface QueryFilters {
  readonly backend_type: string | null;
  readonly min_context_length: number | null;
  readonly required_features: readonly string[] | null;
  readonly max_price: string | null;
  readonly only_available: boolean;
  readonly min_success_rate: number | null;
}

export interface ModelQueryResponse {
  readonly query_id: string;
  readonly result: QueryResult;
  readonly total_count: number | null;
  readonly timestamp: bigint;
  readonly validator_peer_id: string;
}

export type QueryResult =
  | { readonly ModelList: readonly ModelEntry[] }
  | { readonly ExecutorList: readonly ExecutorEntry[] }
  | { readonly ExecutorDetails: readonly ExecutorDetail[] }
  | { readonly Statistics: NetworkStatistics }
  | { readonly Error: QueryError };

export interface ModelEntry {
  readonly model_id: string;
  readonly executor_count: number;
  readonly executors: readonly string[];
  readonly capabilities: ModelCapabilities;
  readonly avg_pricing: ModelPricing | null;
}

export interface ExecutorEntry {
  readonly peer_id: string;
  readonly evm_address: Address;
  readonly is_connected: boolean;
  readonly last_seen: bigint;
  readonly reliability_score: number | null;
}

export interface ExecutorDetail {
  readonly executor: ExecutorEntry;
  readonly models: readonly ModelDescriptor[];
  readonly stats: ExecutorStatistics | null;
}

export interface QueryError {
  readonly code: number;
  readonly message: string;
  readonly details: string | null;
}

export interface NetworkStatistics {
  readonly total_executors: number;
  readonly total_models: number;
  readonly connected_executors: number;
  readonly total_requests: bigint;
  readonly uptime: bigint;
  readonly last_reset: bigint;
}

export interface ExecutorStatistics {
  readonly total_requests: bigint;
  readonly successful_requests: bigint;
  readonly failed_requests: bigint;
  readonly avg_response_time: bigint;
  readonly total_tokens: bigint;
  readonly last_updated: bigint;
}
