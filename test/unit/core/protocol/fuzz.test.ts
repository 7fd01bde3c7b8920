import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isExecutorError } from '../../../../core/foundation/errors/index.ts';
import { explainMessage, randomIdentity, signMessage, verifyMessage } from '../../../../core/identity/index.ts';
import {
  decodeAnnouncement,
  decodeRequestMessage,
  decodeResponseMessage,
  encodeAnnouncement,
  encodeRequestMessage,
  encodeResponseMessage,
  hexToBytes,
  type PayloadType,
  payloadText,
} from '../../../../core/protocol/index.ts';
import { JsonReader } from '../../../../core/protocol/json/reader.ts';
import { payloadSchemas } from '../../../../core/protocol/messages/envelope-schema.ts';
import { announcements, payloads, requests, responses } from '../../../utils/message-arbitraries.ts';
import { type MessageVectors, readVectors } from '../../../utils/vectors.ts';

const { messages } = readVectors<MessageVectors>('messages.json');
const small = messages.filter(({ messageCbor }) => messageCbor.length < 8000);
const cborMessages = small.map(({ messageCbor }) => hexToBytes(messageCbor));
const jsonMessages = small.flatMap(({ envelopeJson }) =>
  envelopeJson ? [new TextEncoder().encode(envelopeJson)] : [],
);

const readers = [
  decodeRequestMessage,
  decodeResponseMessage,
  decodeAnnouncement,
  (bytes: Uint8Array) => explainMessage(bytes, { nowSec: 0 }),
];

/** Reads in every way; fails on anything thrown that is not `PROTOCOL_*`. */
function readEveryWay(bytes: Uint8Array): void {
  for (const read of readers) {
    try {
      read(bytes);
    } catch (error) {
      if (!isExecutorError(error) || !error.code.startsWith('PROTOCOL_')) throw error;
    }
  }
}

/** One of the messages with a few bytes changed, taken out or put in. */
function mutated(originals: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    remove: fc.integer({ min: 0, max: 3 }),
    insert: fc.uint8Array({ maxLength: 4 }),
  });
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([original, changes]) =>
      changes.reduce((bytes, { at, remove, insert }) => {
        const start = Math.floor(at * bytes.length);
        return Uint8Array.of(...bytes.subarray(0, start), ...insert, ...bytes.subarray(start + remove));
      }, original),
    );
}

describe('reading never throws anything but PROTOCOL_*', () => {
  test('on arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readEveryWay), { numRuns: 1000 });
  });

  test('on messages with changed bytes', () => {
    fc.assert(fc.property(mutated(cborMessages), readEveryWay), { numRuns: 600 });
  });

  test('on JSON with changed bytes', () => {
    fc.assert(fc.property(mutated(jsonMessages), readEveryWay), { numRuns: 300 });
  });

  test('on every beginning of a message', () => {
    for (const bytes of cborMessages.slice(0, 5))
      for (let length = 0; length < bytes.length; length += 3) readEveryWay(bytes.subarray(0, length));
  });

  test('on JSON of any content', () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    fc.assert(fc.property(fc.json().map(encode), readEveryWay), { numRuns: 150 });
  });
});

describe('what is written is read again', () => {
  test('requests in CBOR', () => {
    fc.assert(
      fc.property(requests, (message) => {
        expect(decodeRequestMessage(encodeRequestMessage(message))).toEqual(message);
      }),
    );
  });

  test('responses in CBOR', () => {
    fc.assert(
      fc.property(responses, (message) => {
        expect(decodeResponseMessage(encodeResponseMessage(message))).toEqual(message);
      }),
    );
  });

  test('announcements in JSON', () => {
    fc.assert(
      fc.property(announcements, (message) => {
        expect(decodeAnnouncement(encodeAnnouncement(message))).toEqual(message);
      }),
    );
  });

  test.each(Object.keys(payloads) as PayloadType[])('%s as the text that is signed', (type) => {
    fc.assert(
      fc.property(payloads[type] as fc.Arbitrary<never>, (payload) => {
        const text = payloadText(type, payload);
        const reader = new JsonReader(text);
        expect(payloadSchemas[type].read(reader)).toEqual(payload);
        reader.end();
        expect(() => JSON.parse(text)).not.toThrow();
      }),
    );
  });
});

test('a signed message of any content is verified, before and after it went over the wire', () => {
  const identity = randomIdentity();
  fc.assert(
    fc.property(payloads.LlmRequest, (payload) => {
      const { message, hash } = signMessage('LlmRequest', payload, identity, 1_000n);
      const accepted = { ok: true, hash, signer: identity.address };
      expect(verifyMessage('LlmRequest', message, { nowSec: 1_000 })).toEqual(accepted);
      const received = decodeRequestMessage(encodeRequestMessage({ variant: 'SignedLlmRequest', value: message }));
      if (received.variant !== 'SignedLlmRequest') throw new Error(received.variant);
      expect(verifyMessage('LlmRequest', received.value, { nowSec: 1_000 })).toEqual(accepted);
    }),
  );
});

test('half a surrogate pair is signed as what goes over the wire', () => {
  const identity = randomIdentity();
  const payload = {
    content: 'cut \ud83d',
    inbound_tokens: 1n,
    outbound_tokens: 1n,
    total_cost: '1',
    model_used: 'm',
    error: null,
  };
  const { message, hash } = signMessage('LlmResponse', payload, identity, 1_000n);
  const received = decodeResponseMessage(encodeResponseMessage({ variant: 'SignedLlmResponse', value: message }));
  if (received.variant !== 'SignedLlmResponse') throw new Error(received.variant);
  expect(received.value.payload.content).toBe('cut \ufffd');
  expect(verifyMessage('LlmResponse', received.value, { nowSec: 1_000 })).toMatchObject({ ok: true, hash });
});
