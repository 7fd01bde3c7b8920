import { type Clock, nowSec } from '../foundation/clock.ts';
import { ExecutorError, errorTable } from '../foundation/errors/index.ts';
import { type Identity, keccak256 } from '../identity/index.ts';
import type { Completion } from '../inference/backends/index.ts';
import type { InboundReply } from '../network/index.ts';
import { encodeResponseMessage, type LlmResponse, MAX_CONTENT_BYTES, payloadText } from '../protocol/index.ts';

const utf8 = new TextEncoder();
/** r, s and v. */
const SIGNATURE_BYTES = 65;

/** A response ready to be signed: its payload and the hash that the signature covers. */
export interface UnsignedAnswer {
  readonly payload: LlmResponse;
  /** keccak256 of the payload's text, 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * Builds the response to a finished completion.
 *
 * @throws `BACKEND_RESPONSE_TOO_LARGE` when the network would not carry it.
 */
export function buildAnswer(model: string, completion: Completion, chargeWei: bigint): UnsignedAnswer {
  const sizeBytes = utf8.encode(completion.content).length;
  if (sizeBytes > MAX_CONTENT_BYTES) {
    throw new ExecutorError('BACKEND_RESPONSE_TOO_LARGE', { sizeBytes, limitBytes: MAX_CONTENT_BYTES });
  }
  return prepare({
    content: completion.content,
    inbound_tokens: BigInt(completion.inboundTokens),
    outbound_tokens: BigInt(completion.outboundTokens),
    total_cost: chargeWei.toString(),
    model_used: model,
    error: null,
  });
}

/** Builds the refusal for this error, or null when its row says that the stream is closed without an answer. */
function buildRefusal(model: string, error: ExecutorError): UnsignedAnswer | null {
  const { peer } = errorTable[error.code];
  if (typeof peer === 'string') return null;
  return prepare({
    content: '',
    inbound_tokens: 0n,
    outbound_tokens: 0n,
    total_cost: '0',
    model_used: model,
    error: peer.answer,
  });
}

/** Signs the hash. @throws `SIGNING_FAILED` */
export function signAnswer(answer: UnsignedAnswer, identity: Identity): Uint8Array {
  try {
    const signature = identity.sign(answer.hash);
    if (signature instanceof Uint8Array && signature.length === SIGNATURE_BYTES) return signature;
    throw new TypeError('not a signature');
  } catch (cause) {
    throw new ExecutorError('SIGNING_FAILED', {}, { cause });
  }
}

/** The CBOR bytes of the signed response, stamped with `nowSec`. */
export function encodeAnswer(
  answer: UnsignedAnswer,
  signature: Uint8Array,
  identity: Identity,
  nowSec: number,
): Uint8Array {
  return encodeResponseMessage({
    variant: 'SignedLlmResponse',
    value: { payload: answer.payload, signer: identity.address, signature, timestamp: BigInt(nowSec), nonce: null },
  });
}

function prepare(payload: LlmResponse): UnsignedAnswer {
  return { payload, hash: keccak256(utf8.encode(payloadText('LlmResponse', payload))) };
}

/** Closes the stream, or answers with a signed refusal of fixed text, as the error's row says. */
export function refuse(
  { identity, clock }: { readonly identity: Identity; readonly clock: Clock },
  { signal, model }: { readonly signal: AbortSignal; readonly model: string | null },
  error: ExecutorError,
): InboundReply {
  const refusal = signal.aborted ? null : buildRefusal(model ?? '', error);
  // Valid messages of a kind that we do not take are no fault: other nodes have their reasons to send them.
  const fault = error.code.startsWith('PROTOCOL_') && error.code !== 'PROTOCOL_UNEXPECTED_MESSAGE';
  if (!refusal) return fault ? { kind: 'close', fault } : { kind: 'close' };
  try {
    const bytes = encodeAnswer(refusal, signAnswer(refusal, identity), identity, nowSec(clock));
    return { kind: 'answer', bytes, signal, onHandedOver: () => {} };
  } catch {
    // Without a signature there is nothing to say to a peer.
    return { kind: 'close' };
  }
}
