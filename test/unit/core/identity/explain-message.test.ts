import { describe, expect, test } from 'vitest';
import { explainMessage, keccak256, randomIdentity, signMessage } from '../../../../core/identity/index.ts';
import {
  bytesToHex,
  encodeRequestMessage,
  hexToBytes,
  type LlmRequest,
  type ModelAnnouncement,
  payloadTexts,
  readWireInput,
} from '../../../../core/protocol/index.ts';
import { type MessageVectors, readVectors } from '../../../utils/vectors.ts';

const { messages, unsigned } = readVectors<MessageVectors>('messages.json');
const nowSec = 1_754_640_000;
const identity = randomIdentity();

const request: LlmRequest = {
  model: 'm',
  prompt: 'p',
  system_prompt: null,
  temperature: null,
  max_tokens: null,
  executor_address: identity.peerId,
  inbound_price: '500000000000000',
  outbound_price: '1000000000000000',
  nonce: 1n,
  deadline: BigInt(nowSec + 300),
};

function signedRequest(changes: Partial<LlmRequest> = {}) {
  return signMessage('LlmRequest', { ...request, ...changes }, identity, BigInt(nowSec)).message;
}

function explainRequest(value: ReturnType<typeof signedRequest>, at = nowSec) {
  return explainMessage(encodeRequestMessage({ variant: 'SignedLlmRequest', value }), { nowSec: at });
}

describe('explaining a message', () => {
  test.each(messages)('$name: payload, signed text, hash, signer and signature', (vector) => {
    const explanation = explainMessage(hexToBytes(vector.messageCbor), { nowSec: vector.envelopeTimestamp + 7 });
    expect(explanation, vector.name).toMatchObject({
      format: 'cbor',
      type: vector.type,
      variant: /^Llm/.test(vector.type) ? `Signed${vector.type}` : vector.type,
      signedText: vector.payloadJson,
      hash: vector.payloadHash,
      signer: vector.signer,
      recoveredSigner: vector.signer,
      signature: vector.signature,
      signatureValid: true,
      ageSeconds: 7,
      fresh: true,
    });
    expect(JSON.parse(JSON.stringify(explanation)), vector.name).toEqual(explanation);
  });

  test.each(messages.filter(({ envelopeJson }) => envelopeJson))('$name: the same from its JSON', (vector) => {
    const { format, oddities, ...fromCbor } = explainMessage(hexToBytes(vector.messageCbor), { nowSec });
    const fromJson = explainMessage(new TextEncoder().encode(vector.envelopeJson), { nowSec });
    expect(fromJson, vector.name).toMatchObject({ ...fromCbor, format: 'json' });
  });

  test.each(messages.filter(({ payloadCbor }) => payloadCbor))('$name: its payload alone', (vector) => {
    const explanation = explainMessage(hexToBytes(vector.payloadCbor ?? ''), { nowSec });
    expect(explanation, vector.name).toMatchObject({ type: vector.type, hash: vector.payloadHash, fresh: null });
    expect(explanation.oddities, vector.name).toContain('a payload only: no variant name and no envelope');
  });

  test.each(unsigned)('$name: says that nobody signed it', ({ name, messageCbor, payloadJson }) => {
    const explanation = explainMessage(hexToBytes(messageCbor), { nowSec });
    expect(explanation, name).toMatchObject({ signedText: payloadJson, signer: null, signatureValid: false });
    expect(explanation.oddities, name).toContain('not signed');
  });

  test('whole numbers beyond 2^53 are kept as text', () => {
    const { payload } = explainRequest(signedRequest({ nonce: 2n ** 63n + 1n }));
    expect(payload).toMatchObject({ nonce: '9223372036854775809', deadline: nowSec + 300 });
  });

  test('says which names fit a signature that is not that of the signer', () => {
    const forged = { ...signedRequest(), signer: `0x${'22'.repeat(20)}` as const };
    expect(explainRequest(forged)).toMatchObject({ signatureValid: false, recoveredSigner: identity.address });
  });

  test.each([
    [
      'a request without a field',
      messages[0]?.messageCbor.replace('656e6f6e636501', '656e6f6e636301') ?? '',
      'the field nonce',
    ],
    ['a request that ends early', messages[0]?.messageCbor.slice(0, 60) ?? '', 'more bytes'],
  ])('%s: the error says what is missing', (_, hex, expected) => {
    expect(() => explainMessage(hexToBytes(hex), { nowSec })).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_MALFORMED', details: expect.objectContaining({ expected }) }),
    );
  });

  test('an announcement in JSON that is broken: the error says what is missing', () => {
    const json = messages.find(({ name }) => name === 'announcement-removal')?.envelopeJson ?? '';
    const broken = new TextEncoder().encode(json.replace('"timestamp":1754640000,', ''));
    expect(() => explainMessage(broken, { nowSec })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ expected: 'the field timestamp' }) }),
    );
  });

  test('a message of an unknown kind is said to be one', () => {
    expect(() => explainMessage(hexToBytes('a163466f6ff6'), { nowSec })).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_UNKNOWN_VARIANT' }),
    );
  });

  test('bytes that are no message are refused', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0xa1), new TextEncoder().encode('{"payload":1}')])
      expect(() => explainMessage(bytes, { nowSec })).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
  });
});

describe('what is odd about a message', () => {
  test('a usual request, and the messages of the network, have nothing odd', () => {
    expect(explainRequest(signedRequest()).oddities).toEqual([]);
    const usual = messages.filter(({ name }) => !name.startsWith('request-'));
    for (const { name, messageCbor } of usual)
      expect(explainMessage(hexToBytes(messageCbor), { nowSec }).oddities, name).toEqual([]);
  });

  test.each([
    ['executor_address is an EVM address; clients write a peer id', { executor_address: identity.address }],
    ['executor_address is neither a peer id nor an address; clients write a peer id', { executor_address: 'me' }],
    ['deadline passed 5 s ago', { deadline: BigInt(nowSec - 5) }],
    ['deadline more than 24 h ahead', { deadline: BigInt(nowSec + 86_401) }],
    ['inbound_price is not decimal wei', { inbound_price: '0.5' }],
    ['outbound_price is not decimal wei', { outbound_price: '-1' }],
  ])('%s', (oddity, changes) => {
    expect(explainRequest(signedRequest(changes)).oddities).toEqual([oddity]);
  });

  test('forms of the signature', () => {
    const { signature, ...rest } = signedRequest();
    const v = signature[64] ?? 0;
    const withV = (value: number) => ({ ...rest, signature: Uint8Array.of(...signature.subarray(0, 64), value) });
    expect(explainRequest(withV(27 + v))).toMatchObject({
      signatureValid: true,
      oddities: [`v is ${27 + v} (Ethereum form) instead of ${v}`],
    });
    expect(explainRequest(withV(37 + v))).toMatchObject({
      signatureValid: true,
      oddities: [`v is ${37 + v} (EIP-155 form) instead of ${v}`],
    });
    expect(explainRequest(withV(2)).oddities).toEqual(['v is 2, which the network refuses']);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = BigInt(`0x${bytesToHex(signature.subarray(32, 64))}`);
    const highS = hexToBytes((order - s).toString(16).padStart(64, '0'));
    const flipped = { ...rest, signature: Uint8Array.of(...signature.subarray(0, 32), ...highS, 1 - v) };
    expect(explainRequest(flipped)).toMatchObject({
      signatureValid: true,
      oddities: ['s in the upper half of the curve (high-s)'],
    });
    expect(explainRequest({ ...rest, signature: signature.subarray(0, 64) }).oddities).toEqual([
      'signature of 64 bytes instead of 65',
    ]);
  });

  test('a signature over the float text of earlier releases', () => {
    const payload = { ...request, temperature: Math.fround(1e-6) };
    const [, earlier = ''] = payloadTexts('LlmRequest', payload);
    expect(earlier).toContain('"temperature":1e-6,');
    const message = {
      ...signedRequest(),
      payload,
      signature: identity.sign(keccak256(new TextEncoder().encode(earlier))),
    };
    expect(explainRequest(message)).toMatchObject({
      signatureValid: true,
      signedText: earlier,
      oddities: ['signed over the float text of earlier releases of the network'],
    });
  });

  test('forms of the CBOR', () => {
    const plain = bytesToHex(encodeRequestMessage({ variant: 'SignedLlmRequest', value: signedRequest() }));
    const oddities = (hex: string) => explainMessage(hexToBytes(hex), { nowSec }).oddities;
    expect(oddities(`${plain}0001`)).toEqual(['2 bytes after the message, which the network ignores']);
    expect(oddities(plain.replace('656e6f6e636501', '656e6f6e63651801'))).toEqual([
      'number or length not in its shortest form',
    ]);
    expect(oddities(plain.replace(/6d73797374656d5f70726f6d7074f6/, '6d73797374656d5f70726f6d7074f7'))).toEqual([
      'undefined instead of null',
    ]);
    expect(oddities(plain.replace('656d6f64656c616d', '456d6f64656c616d'))).toEqual(['bytes where text is usual']);
    expect(oddities(plain.replace('677061796c6f6164aa', '677061796c6f6164ab6178f6'))).toEqual(['unknown key']);
  });

  test('an announcement of somebody else with two metadata keys', () => {
    const announcement: ModelAnnouncement = {
      executor_peer_id: 'me',
      executor_address: `0x${'33'.repeat(20)}`,
      models: [
        {
          model_id: 'm',
          backend_type: 'b',
          capabilities: {
            max_context_length: 1,
            features: [],
            architecture: null,
            model_size: null,
            performance: null,
            metadata: { a: 1n, b: 2n },
          },
          is_available: true,
          pricing: null,
        },
      ],
      announcement_type: 'Initial',
      timestamp: 1n,
      nonce: 1n,
      protocol_version: 2,
    };
    const value = signMessage('ModelAnnouncement', announcement, identity, BigInt(nowSec)).message;
    const bytes = encodeRequestMessage({ variant: 'ModelAnnouncement', value: { ...value, nonce: 4n } });
    expect(explainMessage(bytes, { nowSec }).oddities).toEqual([
      'a nonce in the envelope, which the network neither sends nor checks',
      'executor_peer_id is not a peer id of this network',
      'executor_address is not the signer',
      'protocol_version 2 instead of 1',
      'two or more metadata keys in a model: the network itself verifies such a signature only by chance',
    ]);
  });
});

test('a message is taken as raw bytes or as hex digits in any layout', () => {
  const hex = messages[0]?.messageCbor ?? '';
  const bytes = hexToBytes(hex);
  const ascii = (text: string) => new TextEncoder().encode(text);
  for (const input of [bytes, ascii(hex), ascii(`0x${hex.toUpperCase()}\n`), ascii(hex.replace(/(.{32})/g, '$1\r\n '))])
    expect(bytesToHex(readWireInput(input))).toBe(hex);
  expect(readWireInput(ascii('{"payload":1}'))).toEqual(ascii('{"payload":1}'));
});
