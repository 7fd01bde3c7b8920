import { list, option, struct } from '../schema/composites.ts';
import { address, boolean, f64, text, u32, u64 } from '../schema/primitives.ts';
import { choice } from '../schema/variants.ts';
import { modelCapabilities, modelDescriptor, modelPricing } from './announcement-schema.ts';
import type {
  ExecutorDetail,
  ExecutorEntry,
  ExecutorStatistics,
  ModelEntry,
  ModelQuery,
  ModelQueryResponse,
  ModelQueryType,
  NetworkStatistics,
  QueryError,
  QueryFilters,
  QueryResult,
} from './query.ts';

const modelQueryType = choice<ModelQueryType>({
  ListAllModels: null,
  FindModel: text,
  ExecutorInfo: list(text),
  SearchByCapabilities: null,
  GetStatistics: null,
});

const queryFilters = struct<QueryFilters>({
  backend_type: option(text),
  min_context_length: option(u32),
  required_features: option(list(text)),
  max_price: option(text),
  only_available: boolean,
  min_success_rate: option(f64),
});

export const modelQuery = struct<ModelQuery>({
  query_type: modelQueryType,
  filters: option(queryFilters),
  limit: option(u32),
  offset: option(u32),
  query_id: text,
  timestamp: u64,
});

const modelEntry = struct<ModelEntry>({
  model_id: text,
  executor_count: u32,
  executors: list(text),
  capabilities: modelCapabilities,
  avg_pricing: option(modelPricing),
});

const executorEntry = struct<ExecutorEntry>({
  peer_id: text,
  evm_address: address,
  is_connected: boolean,
  last_seen: u64,
  reliability_score: option(f64),
});

const executorStatistics = struct<ExecutorStatistics>({
  total_requests: u64,
  successful_requests: u64,
  failed_requests: u64,
  avg_response_time: u64,
  total_tokens: u64,
  last_updated: u64,
});

const executorDetail = struct<ExecutorDetail>({
  executor: executorEntry,
  models: list(modelDescriptor),
  stats: option(executorStatistics),
});

const networkStatistics = struct<NetworkStatistics>({
  total_executors: u32,
  total_models: u32,
  connected_executors: u32,
  total_requests: u64,
  uptime: u64,
  last_reset: u64,
});

const queryError = struct<QueryError>({ code: u32, message: text, details: option(text) });

const queryResult = choice<QueryResult>({
  ModelList: list(modelEntry),
  ExecutorList: list(executorEntry),
  ExecutorDetails: list(executorDetail),
  Statistics: networkStatistics,
  Error: queryError,
});

export const modelQueryResponse = struct<ModelQueryResponse>({
  query_id: text,
  result: queryResult,
  total_count: option(u32),
  timestamp: u64,
  validator_peer_id: text,
});
