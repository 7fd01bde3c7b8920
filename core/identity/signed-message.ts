import {
  type Address,
  bytesToHex,
  type FloatStyle,
  MAX_MESSAGE_AGE_SEC,
  type Payloads,
  type PayloadType,
  type SignedMessage,
  writePayloadText,
} from '../protocol/index.ts';
import { addressOf, type Identity } from './identity.ts';
import { keccak256OfText } from './keccak.ts';
import { secp256k1 } from './secp256k1.ts';

/** Seconds that a message may be ahead of our clock. */
const MAX_CLOCK_SKEW_SEC = 300n;

/** What {@link verifyMessage} found. */
export type Verification =
  | {
      readonly ok: true;
      /** Of the payload text that was signed; 64 hex digits. */
      readonly hash: string;
      readonly signer: Address;
    }
  | { readonly ok: false; readonly reason: 'signature' | 'too-old' | 'from-the-future' };

/**
 * Signs a payload as the network does: keccak-256 of its JSON text, no prefix.
 *
 * @param timestampSec - Unix seconds, written beside the payload; the signature does not cover it.
 * @returns The message and its payload's hash, 64 hex digits.
 * @throws {@link ExecutorError} `SIGNING_FAILED`, or `PROTOCOL_MALFORMED` when a value does not fit its field.
 */
export function signMessage<Type extends PayloadType>(
  type: Type,
  payload: Payloads[Type],
  identity: Identity,
  timestampSec: bigint,
): { readonly message: SignedMessage<Payloads[Type]>; readonly hash: string } {
  const { hash } = hashPayload(type, payload);
  const signature = identity.sign(hash);
  return {
    message: { payload, signer: identity.address, signature, timestamp: timestampSec, nonce: null },
    hash: bytesToHex(hash),
  };
}

/**
 * Verifies a message as the network does: first its age, then that the signature over its payload was made by `signer`.
 * That `signer` is who it should be, and that the message was not seen before, is for the caller to check.
 *
 * @param options.maxAgeSec - 300 by default.
 */
export function verifyMessage<Type extends PayloadType>(
  type: Type,
  message: SignedMessage<Payloads[Type]>,
  options: { readonly nowSec: number; readonly maxAgeSec?: number },
): Verification {
  const now = BigInt(options.nowSec);
  if (message.timestamp > now + MAX_CLOCK_SKEW_SEC) return { ok: false, reason: 'from-the-future' };
  if (now - message.timestamp > BigInt(options.maxAgeSec ?? MAX_MESSAGE_AGE_SEC))
    return { ok: false, reason: 'too-old' };
  const hash = findSignedHash(type, message);
  if (!hash) return { ok: false, reason: 'signature' };
  return { ok: true, hash: bytesToHex(hash), signer: message.signer };
}

/**
 * The hash that the signer signed: of the payload's text, or of the other text that it may have; undefined when the
 * signature fits neither.
 */
function findSignedHash<Type extends PayloadType>(
  type: Type,
  { payload, signer, signature }: SignedMessage<Payloads[Type]>,
): Uint8Array | undefined {
  // Hashing costs more than looking at the signature.
  if (recoveryIdOf(signature) === undefined) return undefined;
  const { hash, hasOtherText } = hashPayload(type, payload);
  if (recoverSigner(hash, signature) === signer) return hash;
  if (!hasOtherText) return undefined;
  const other = hashPayload(type, payload, 'earlier').hash;
  return recoverSigner(other, signature) === signer ? other : undefined;
}

/** Keccak-256 of a payload's text, and whether the payload has a second one. */
function hashPayload<Type extends PayloadType>(type: Type, payload: Payloads[Type], style?: FloatStyle) {
  let hasOtherText = false;
  const hash = keccak256OfText((take) => {
    hasOtherText = writePayloadText(type, payload, take, style).hasOtherText;
  });
  return { hash, hasOtherText };
}

/** The address whose key made this signature over `hash`; undefined when there is none. */
export function recoverSigner(hash: Uint8Array, signature: Uint8Array): Address | undefined {
  const recoveryId = recoveryIdOf(signature);
  if (recoveryId === undefined) return undefined;
  const publicKey = secp256k1.recover(hash, signature.subarray(0, 64), recoveryId);
  return publicKey && addressOf(publicKey);
}

/** The network takes 0 and 1, 27 and 28, and from 35 on (EIP-155) odd for 0 and even for 1. */
function recoveryIdOf(signature: Uint8Array): 0 | 1 | undefined {
  if (signature.length !== 65) return undefined;
  const v = signature[64] ?? 0;
  if (v <= 1) return v === 0 ? 0 : 1;
  if (v !== 27 && v !== 28 && v < 35) return undefined;
  return v % 2 === 1 ? 0 : 1;
}
