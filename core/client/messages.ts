import { ExecutorError } from '../foundation/errors/index.ts';
import { isWeiText } from '../foundation/units/index.ts';
import { type Identity, signMessage, verifyMessage } from '../identity/index.ts';
import {
  CLIENT_OFFER_WEI,
  decodeResponseMessage,
  encodeRequestMessage,
  type LlmRequest,
  MAX_REQUEST_BYTES,
} from '../protocol/index.ts';
import { type ClientRequest, type FoundExecutor, RefusedError, type VerifiedAnswer } from './interface.ts';

/** The signed bytes of a request to one executor. */
export function buildRequest(
  identity: Identity,
  executor: FoundExecutor,
  request: ClientRequest,
  options: { readonly nowMs: number; readonly timeoutMs: number },
): { readonly bytes: Uint8Array; readonly hash: string } {
  const nowSec = Math.floor(options.nowMs / 1000);
  const payload: LlmRequest = {
    model: request.model,
    prompt: request.prompt,
    system_prompt: request.systemPrompt ?? null,
    temperature: request.temperature ?? null,
    max_tokens: request.maxOutboundTokens ?? null,
    // As the network's own client does, although the field's name says otherwise.
    executor_address: executor.peerId,
    inbound_price: String(request.inboundPriceWei ?? CLIENT_OFFER_WEI.inbound),
    outbound_price: String(request.outboundPriceWei ?? CLIENT_OFFER_WEI.outbound),
    nonce: request.nonce ?? 1n,
    deadline: BigInt(nowSec + Math.ceil(options.timeoutMs / 1000)),
  };
  const { message, hash } = signMessage('LlmRequest', payload, identity, BigInt(nowSec));
  const bytes = encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
  if (bytes.byteLength > MAX_REQUEST_BYTES) throw new ExecutorError('PROTOCOL_TOO_LARGE');
  return { bytes, hash };
}

/**
 * Reads an answer and believes it only when the executor asked has signed it.
 *
 * @throws ExecutorError `NETWORK_REQUEST_FAILED` for no bytes, `NETWORK_ANSWER_UNVERIFIED`, `PROTOCOL_*`, or
 * {@link RefusedError}.
 */
export function readAnswer(
  bytes: Uint8Array,
  executor: FoundExecutor,
  options: { readonly nowMs: number },
): Pick<
  VerifiedAnswer,
  'content' | 'inboundTokens' | 'outboundTokens' | 'totalCostWei' | 'modelUsed' | 'responseHash'
> {
  const details = { executor: executor.peerId };
  if (bytes.byteLength === 0) throw new ExecutorError('NETWORK_REQUEST_FAILED', { ...details, reason: 'closed' });
  const answer = decodeResponseMessage(bytes);
  if (answer.variant !== 'SignedLlmResponse') throw new ExecutorError('NETWORK_ANSWER_UNVERIFIED', details);
  const verification = verifyMessage('LlmResponse', answer.value, { nowSec: Math.floor(options.nowMs / 1000) });
  if (!verification.ok || verification.signer !== executor.address) {
    throw new ExecutorError('NETWORK_ANSWER_UNVERIFIED', details);
  }
  const { payload } = answer.value;
  if (payload.error !== null) throw new RefusedError(payload.error, details);
  if (!isWeiText(payload.total_cost)) throw new ExecutorError('PROTOCOL_MALFORMED', details);
  return {
    content: payload.content,
    inboundTokens: payload.inbound_tokens,
    outboundTokens: payload.outbound_tokens,
    totalCostWei: BigInt(payload.total_cost),
    modelUsed: payload.model_used,
    responseHash: verification.hash,
  };
}
