import type { JsonValue } from '../../foundation/errors/index.ts';
import {
  type Address,
  bytesToHex,
  type InspectedMessage,
  inspectMessage,
  MAX_MESSAGE_AGE_SEC,
  type PayloadType,
  payloadTexts,
} from '../../protocol/index.ts';
import { keccak256OfText } from '../keccak.ts';
import { recoverSigner } from '../signed-message.ts';
import { toJsonSafe } from './json-safe.ts';
import { payloadOddities } from './payload-oddities.ts';
import { signatureOddities } from './signature-oddities.ts';

/** Everything that can be said about one message. JSON can carry it. */
export interface MessageExplanation {
  readonly format: 'cbor' | 'json';
  /** The network's name for it, for example `SignedLlmRequest`. */
  readonly variant: string;
  readonly type: PayloadType;
  /** Whole numbers beyond 2^53 as decimal text. */
  readonly payload: JsonValue;
  /** The JSON text of the payload that the signature covers, or would cover. */
  readonly signedText: string;
  /** Keccak-256 of `signedText`, 64 hex digits. */
  readonly hash: string;
  /** Null without envelope, as the next ones. */
  readonly signer: Address | null;
  /** Hex digits. */
  readonly signature: string | null;
  /** The address whose key made the signature; null when there is none. */
  readonly recoveredSigner: Address | null;
  /** True when the signature over the payload was made by `signer`. Says nothing about the age. */
  readonly signatureValid: boolean;
  /** Unix seconds; not covered by the signature. */
  readonly timestampSec: number | null;
  /** Negative when the timestamp is ahead of `nowSec`. */
  readonly ageSeconds: number | null;
  /** True when the network would accept the age: at most 300 s, in either direction. */
  readonly fresh: boolean | null;
  /** What is unusual about it, one sentence each. */
  readonly oddities: readonly string[];
}

/**
 * Explains any message of the network: CBOR or gossip JSON, request or response, signed or not.
 *
 * @throws {@link ExecutorError} `PROTOCOL_*` when it is none.
 */
export function explainMessage(bytes: Uint8Array, { nowSec }: { readonly nowSec: number }): MessageExplanation {
  const message = inspectMessage(bytes);
  const { format, variant, type, payload, envelope, oddities } = message;
  const texts = payloadTexts(type, payload as never);
  const hashes = texts.map((text) => keccak256OfText((take) => take(text)));
  const fitting = hashes.findIndex((hash) => envelope && recoverSigner(hash, envelope.signature) === envelope.signer);
  const shown = Math.max(fitting, 0);
  const hash = hashes[shown] ?? new Uint8Array();
  return {
    format,
    variant,
    type,
    payload: toJsonSafe(payload),
    signedText: texts[shown] ?? '',
    hash: bytesToHex(hash),
    ...explainEnvelope(envelope, hash, nowSec),
    signatureValid: fitting >= 0,
    oddities: [
      ...oddities,
      ...envelopeOddities(envelope),
      ...(shown === 0 ? [] : ['signed over the float text of earlier releases of the network']),
      ...payloadOddities(message, nowSec),
    ],
  };
}

function explainEnvelope(envelope: InspectedMessage['envelope'], hash: Uint8Array, nowSec: number) {
  if (!envelope)
    return { signer: null, signature: null, recoveredSigner: null, timestampSec: null, ageSeconds: null, fresh: null };
  const ageSeconds = Number(BigInt(nowSec) - envelope.timestamp);
  return {
    signer: envelope.signer,
    signature: bytesToHex(envelope.signature),
    recoveredSigner: recoverSigner(hash, envelope.signature) ?? null,
    timestampSec: Number(envelope.timestamp),
    ageSeconds,
    fresh: Math.abs(ageSeconds) <= MAX_MESSAGE_AGE_SEC,
  };
}

function envelopeOddities(envelope: InspectedMessage['envelope']): string[] {
  if (!envelope) return ['not signed'];
  return [
    ...(envelope.nonce === null ? [] : ['a nonce in the envelope, which the network neither sends nor checks']),
    ...signatureOddities(envelope.signature),
  ];
}
