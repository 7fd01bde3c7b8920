import { list, option, record, struct } from '../schema/composites.ts';
import { address, anyValue, boolean, f64, text, u8, u32, u64 } from '../schema/primitives.ts';
import { names } from '../schema/variants.ts';
import type {
  AcknowledgmentResponse,
  ModelAnnouncement,
  ModelCapabilities,
  ModelDescriptor,
  ModelPricing,
  ModelUpdate,
  ModelUpdateEntry,
  PerformanceMetrics,
} from './announcement.ts';

const performanceMetrics = struct<PerformanceMetrics>({
  avg_tokens_per_second: option(f64),
  avg_time_to_first_token: option(f64),
  success_rate: option(f64),
  avg_latency_ms: option(u64),
});

export const modelCapabilities = struct<ModelCapabilities>({
  max_context_length: u32,
  features: list(text),
  architecture: option(text),
  model_size: option(text),
  performance: option(performanceMetrics),
  metadata: record(anyValue),
});

export const modelPricing = struct<ModelPricing>({
  input_token_price: text,
  output_token_price: text,
  minimum_fee: option(text),
});

export const modelDescriptor = struct<ModelDescriptor>({
  model_id: text,
  backend_type: text,
  capabilities: modelCapabilities,
  is_available: boolean,
  pricing: option(modelPricing),
});

export const modelAnnouncement = struct<ModelAnnouncement>({
  executor_peer_id: text,
  executor_address: address,
  models: list(modelDescriptor),
  announcement_type: names('Initial', 'Update', 'Removal', 'Heartbeat'),
  timestamp: u64,
  nonce: u64,
  protocol_version: u8,
});

const modelUpdateEntry = struct<ModelUpdateEntry>({
  model_id: text,
  descriptor: option(modelDescriptor),
  reason: option(text),
});

export const modelUpdate = struct<ModelUpdate>({
  executor_peer_id: text,
  update_type: names('AddModels', 'RemoveModels', 'UpdateCapabilities', 'UpdatePricing', 'UpdateAvailability'),
  updates: list(modelUpdateEntry),
  timestamp: u64,
  sequence: u64,
});

export const acknowledgmentResponse = struct<AcknowledgmentResponse>({
  request_id: text,
  success: boolean,
  message: option(text),
  timestamp: u64,
});
