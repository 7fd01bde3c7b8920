import { option, struct } from '../schema/composites.ts';
import { f32, text, u32, u64 } from '../schema/primitives.ts';
import type { LlmRequest, LlmResponse } from './inference.ts';

export const llmRequest = struct<LlmRequest>({
  model: text,
  prompt: text,
  system_prompt: option(text),
  temperature: option(f32),
  max_tokens: option(u32),
  executor_address: text,
  inbound_price: text,
  outbound_price: text,
  nonce: u64,
  deadline: u64,
});

export const llmResponse = struct<LlmResponse>({
  content: text,
  inbound_tokens: u64,
  outbound_tokens: u64,
  total_cost: text,
  model_used: text,
  error: option(text),
});
