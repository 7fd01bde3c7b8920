import type { SignedMessage } from './common.ts';

/** What a client asks (lloom-core `LlmRequest`). Fields are named as on the wire. */
export interface LlmRequest {
  readonly model: string;
  readonly prompt: string;
  readonly system_prompt: string | null;
  /** f32 */
  readonly temperature: number | null;
  /** Model tokens, u32. */
  readonly max_tokens: number | null;
  /** The network's client writes the executor's base58 peer id here, not its EVM address. */
  readonly executor_address: string;
  /** Wei per inbound model token, decimal text. */
  readonly inbound_price: string;
  /** Wei per outbound model token, decimal text. */
  readonly outbound_price: string;
  /** u64; the network's client always sends 1. */
  readonly nonce: bigint;
  /** Unix seconds, u64. */
  readonly deadline: bigint;
}

/** What an executor answers (lloom-core `LlmResponse`). */
export interface LlmResponse {
  readonly content: string;
  /** Model tokens, u64. */
  readonly inbound_tokens: bigint;
  readonly outbound_tokens: bigint;
  /** Wei, decimal text. */
  readonly total_cost: string;
  readonly model_used: string;
  /** Text of a refusal or failure; null when `content` is the answer. */
  readonly error: string | null;
}

export type SignedLlmRequest = SignedMessage<LlmRequest>;
export type SignedLlmResponse = SignedMessage<LlmResponse>;
