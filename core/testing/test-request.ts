import { nowSec, systemClock } from '../foundation/clock.ts';
import { createIdentity, type Identity, randomIdentity, signMessage } from '../identity/index.ts';
import { CLIENT_OFFER_WEI, type LlmRequest, type SignedLlmRequest } from '../protocol/index.ts';
import { TEST_MODEL } from './mock-llm-client.ts';

/** What a request of a test asks for. Amounts are wei per model token. */
export interface TestRequestOptions {
  /** @defaultValue {@link TEST_MODEL} */
  readonly model?: string;
  /** @defaultValue `Hello` */
  readonly prompt?: string;
  /** @defaultValue null: none */
  readonly systemPrompt?: string | null;
  /** @defaultValue null: left to the backend */
  readonly temperature?: number | null;
  /** Most model tokens of the answer. @defaultValue null: left to the executor */
  readonly maxTokens?: number | null;
  /** @defaultValue 0.0005 ETH, as the network's own client offers */
  readonly inboundPriceWei?: bigint;
  /** @defaultValue 0.001 ETH */
  readonly outboundPriceWei?: bigint;
  /** Peer id or address of the executor asked. @defaultValue the one of a mock executor */
  readonly executor?: string;
  /** Private key of the client, 32 bytes. @defaultValue a new one */
  readonly clientKey?: Uint8Array;
  /** Makes two requests differ that say the same. @defaultValue a new one each time */
  readonly nonce?: bigint;
}

/** Seconds that an executor has for a request of a test. */
const DEADLINE_SEC = 60;

/** The key of every mock executor. Everybody knows it: it proves nothing and guards nothing. */
export const mockIdentity = (): Identity => createIdentity(new Uint8Array(32).fill(0x11), 'memory');

let lastNonce = 0n;

/**
 * A request as a client of the network signs it: really signed, fresh, and different from every one before.
 *
 * @source executor-library.md, "Mock Executor"
 */
export function createTestRequest(options: TestRequestOptions = {}): SignedLlmRequest {
  const client = options.clientKey === undefined ? randomIdentity() : createIdentity(options.clientKey, 'memory');
  const now = nowSec(systemClock);
  lastNonce += 1n;
  const payload: LlmRequest = {
    model: options.model ?? TEST_MODEL,
    prompt: options.prompt ?? 'Hello',
    system_prompt: options.systemPrompt ?? null,
    temperature: options.temperature ?? null,
    max_tokens: options.maxTokens ?? null,
    executor_address: options.executor ?? mockIdentity().peerId,
    inbound_price: String(options.inboundPriceWei ?? CLIENT_OFFER_WEI.inbound),
    outbound_price: String(options.outboundPriceWei ?? CLIENT_OFFER_WEI.outbound),
    nonce: options.nonce ?? lastNonce,
    deadline: BigInt(now + DEADLINE_SEC),
  };
  return signMessage('LlmRequest', payload, client, BigInt(now)).message;
}
