import { describe, expect, test } from 'vitest';
import {
  createIdentity,
  type Identity,
  parsePrivateKey,
  signMessage,
  verifyMessage,
} from '../../../../core/identity/index.ts';
import {
  bytesToHex,
  decodeRequestMessage,
  decodeResponseMessage,
  hexToBytes,
  type SignedLlmRequest,
  type SignedMessage,
} from '../../../../core/protocol/index.ts';
import { type MessageVector, type MessageVectors, readVectors } from '../../../utils/vectors.ts';

interface IdentityVectors {
  readonly identities: readonly {
    readonly evmAddress: string;
    readonly evmAddressLower: string;
    readonly peerId: string;
    readonly peerIdBytes: string;
    readonly privateKey: string;
  }[];
  readonly privateKeyTexts: readonly { readonly accepted: boolean; readonly text: string }[];
  readonly signatureForms: readonly { readonly accepted: boolean; readonly name: string; readonly signature: string }[];
  readonly timeWindow: readonly { readonly accepted: boolean; readonly ageSeconds: number }[];
}

const { messages } = readVectors<MessageVectors>('messages.json');
const vectors = readVectors<IdentityVectors>('identity-and-signatures.json');
const requestFull = messages.find(({ name }) => name === 'request-full') as MessageVector;

function decode({ type, messageCbor }: MessageVector): SignedMessage<never> {
  const bytes = hexToBytes(messageCbor);
  const message = /Response/.test(type) ? decodeResponseMessage(bytes) : decodeRequestMessage(bytes);
  return message.value as unknown as SignedMessage<never>;
}

function identityOf(address: string): Identity {
  const vector = vectors.identities.find(({ evmAddressLower }) => evmAddressLower === address);
  return createIdentity(parsePrivateKey(vector?.privateKey ?? ''), 'memory');
}

describe('identities', () => {
  test.each(vectors.identities)('the key of $evmAddress has the names that the network gives it', (vector) => {
    const identity = createIdentity(parsePrivateKey(vector.privateKey), 'memory');
    expect(identity.peerId).toBe(vector.peerId);
    expect(bytesToHex(identity.peerIdBytes)).toBe(vector.peerIdBytes);
    expect(identity.address).toBe(vector.evmAddressLower);
    expect(identity.checksumAddress).toBe(vector.evmAddress);
    expect(identity.libp2pKey().publicKey.toString()).toBe(vector.peerId);
  });

  test.each(vectors.privateKeyTexts)('"$text" is a private key: $accepted', ({ accepted, text }) => {
    if (accepted) expect(parsePrivateKey(text)).toHaveLength(32);
    else expect(() => parsePrivateKey(text)).toThrow(expect.objectContaining({ code: 'IDENTITY_KEY_INVALID' }));
  });
});

describe('signatures', () => {
  test.each(messages)('$name is signed byte for byte as the network signs it', (vector) => {
    const { payload } = decode(vector);
    const identity = identityOf(vector.signer);
    const { message, hash } = signMessage(vector.type, payload, identity, BigInt(vector.envelopeTimestamp));
    expect(hash, vector.name).toBe(vector.payloadHash);
    expect(bytesToHex(message.signature), vector.name).toBe(vector.signature);
    expect(message, vector.name).toEqual(decode(vector));
  });

  test.each(messages)('$name is verified, and refused with another signer', (vector) => {
    const message = decode(vector);
    const options = { nowSec: vector.envelopeTimestamp };
    expect(verifyMessage(vector.type, message, options), vector.name).toEqual({
      ok: true,
      hash: vector.payloadHash,
      signer: vector.signer,
    });
    const other = { ...message, signer: `0x${'11'.repeat(20)}` as const };
    expect(verifyMessage(vector.type, other, options), vector.name).toEqual({ ok: false, reason: 'signature' });
  });

  test.each(vectors.signatureForms)('a signature of the form "$name" is accepted: $accepted', (form) => {
    const message = { ...(decode(requestFull) as SignedLlmRequest), signature: hexToBytes(form.signature) };
    const result = verifyMessage('LlmRequest', message, { nowSec: requestFull.envelopeTimestamp });
    expect(result, form.name).toEqual(
      form.accepted
        ? { ok: true, hash: requestFull.payloadHash, signer: requestFull.signer }
        : { ok: false, reason: 'signature' },
    );
  });

  test('of all values of v, 0 and 1, 27 and 28, and those from 35 on are accepted where their parity fits', () => {
    const { signature, ...message } = decode(requestFull) as SignedLlmRequest;
    expect(signature[64]).toBe(1);
    const accepted = Array.from({ length: 256 }, (_, v) => v).filter((v) => {
      const withV = { ...message, signature: Uint8Array.of(...signature.subarray(0, 64), v) };
      return verifyMessage('LlmRequest', withV, { nowSec: requestFull.envelopeTimestamp }).ok;
    });
    const evenFrom36 = Array.from({ length: 110 }, (_, i) => 36 + 2 * i);
    expect(accepted).toEqual([1, 28, ...evenFrom36]);
  });

  test.each(vectors.timeWindow)('a message $ageSeconds s old is accepted: $accepted', ({ accepted, ageSeconds }) => {
    const result = verifyMessage('LlmRequest', decode(requestFull), {
      nowSec: requestFull.envelopeTimestamp + ageSeconds,
    });
    expect(result.ok, `${ageSeconds} s`).toBe(accepted);
    if (!result.ok) expect(result.reason).toBe(ageSeconds > 0 ? 'too-old' : 'from-the-future');
  });

  test('the limit of the age is the last second that is accepted', () => {
    const ageResult = (ageSeconds: number, maxAgeSec?: number) =>
      verifyMessage('LlmRequest', decode(requestFull), {
        nowSec: requestFull.envelopeTimestamp + ageSeconds,
        ...(maxAgeSec === undefined ? {} : { maxAgeSec }),
      }).ok;
    expect([ageResult(300), ageResult(301), ageResult(-300), ageResult(-301)]).toEqual([true, false, true, false]);
    expect([ageResult(3600, 3600), ageResult(3601, 3600)]).toEqual([true, false]);
  });
});
