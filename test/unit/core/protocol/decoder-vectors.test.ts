import { describe, expect, test } from 'vitest';
import { CborReader } from '../../../../core/protocol/cbor/reader.ts';
import {
  decodeAnnouncement,
  decodeRequestMessage,
  encodeRequestMessage,
  hexToBytes,
  payloadText,
} from '../../../../core/protocol/index.ts';
import { JsonWriter } from '../../../../core/protocol/json/writer.ts';
import { requestMessage } from '../../../../core/protocol/messages/envelope-schema.ts';
import { llmRequest } from '../../../../core/protocol/messages/inference-schema.ts';
import type { Schema } from '../../../../core/protocol/schema/format.ts';
import { type MessageVectors, readVectors } from '../../../utils/vectors.ts';

interface DecoderVectors {
  readonly cases: readonly {
    readonly accepted: boolean;
    readonly name: string;
    readonly cbor: string;
    readonly decodedJson?: string;
  }[];
}

const { cases } = readVectors<DecoderVectors>('decoder.json');
const { messages } = readVectors<MessageVectors>('messages.json');

/** Decodes a case, a request alone or a message with its variant name, and gives what was understood as JSON text. */
function decodeToJson(name: string, cbor: string): string {
  const isMessage = /^(?:envelope|enum|variant|unknown variant|signer)/.test(name);
  const schema = (isMessage ? requestMessage : llmRequest) as Schema<unknown>;
  let text = '';
  const writer = new JsonWriter((piece) => {
    text += piece;
  });
  schema.write(writer, schema.read(new CborReader(hexToBytes(cbor))));
  writer.finish();
  return text;
}

describe('forms of CBOR that the network accepts and refuses', () => {
  test.each(cases.filter(({ accepted }) => accepted))('accepts: $name', ({ name, cbor, decodedJson }) => {
    expect(decodeToJson(name, cbor), name).toBe(decodedJson);
  });

  test.each(cases.filter(({ accepted }) => !accepted))('refuses: $name', ({ name, cbor }) => {
    const code = name === 'unknown variant' ? 'PROTOCOL_UNKNOWN_VARIANT' : 'PROTOCOL_MALFORMED';
    expect(() => decodeToJson(name, cbor), name).toThrow(expect.objectContaining({ code }));
  });

  test('leaves the bytes it was given as they are', () => {
    const bytes = Buffer.from(messages[0]?.messageCbor ?? '', 'hex');
    const before = bytes.toString('hex');
    decodeRequestMessage(bytes);
    expect(bytes.toString('hex')).toBe(before);
  });
});

// What follows was found by comparing with the network's library on mutated messages.
describe('mistakes of the network library that are part of the wire', () => {
  const hex = messages.find(({ name }) => name === 'request-nulls')?.messageCbor ?? '';
  const query = messages.find(({ name }) => name === 'query-find')?.messageCbor ?? '';
  const accepted = (changed: string) => {
    expect(changed).not.toBe(hex);
    return decodeRequestMessage(hexToBytes(changed));
  };
  const original = decodeRequestMessage(hexToBytes(hex));

  test('a text may have the head of a number', () => {
    expect(accepted(hex.replace('656d6f64656c6b', '056d6f64656c2b'))).toEqual(original);
  });

  test('a map may have the head of a list', () => {
    expect(accepted(hex.replace('677061796c6f6164aa', '677061796c6f61648a'))).toEqual(original);
  });

  test('a variant may be a name that its content follows', () => {
    expect(accepted(hex.slice(2))).toEqual(original);
    expect(decodeRequestMessage(hexToBytes(query.replace('a16946696e644d6f64656c', '6946696e644d6f64656c')))).toEqual(
      decodeRequestMessage(hexToBytes(query)),
    );
  });

  test('an unknown value may be a text of indefinite length with anything in it', () => {
    expect(accepted(hex.replace('677061796c6f6164aa', '677061796c6f6164ab61787f6161f601ff'))).toEqual(original);
  });

  test('a payload may be skipped over invalid UTF-8 where its key is unknown', () => {
    expect(accepted(hex.replace('677061796c6f6164aa', '677061796c6f6164ab617861ff'))).toEqual(original);
  });
});

describe('metadata', () => {
  const announcement = messages.find(({ name }) => name === 'announcement-initial');
  const hex = announcement?.messageCbor ?? '';
  const json = announcement?.envelopeJson ?? '';
  const emptyMetadata = '686d65746164617461a0';

  function metadataOf(cborValue: string): unknown {
    const message = decodeRequestMessage(
      hexToBytes(hex.replace(emptyMetadata, `686d65746164617461a1616b${cborValue}`)),
    );
    if (message.variant !== 'ModelAnnouncement') throw new Error(message.variant);
    expect(decodeRequestMessage(encodeRequestMessage(message))).toEqual(message);
    return message.value.payload.models[0]?.capabilities.metadata.k;
  }

  test.each([
    ['1bffffffffffffffff', 18446744073709551615n],
    ['20', -1n],
    ['3b7fffffffffffffff', -(2n ** 63n)],
    ['fa3f800000', 1],
    ['fb3ff8000000000000', 1.5],
    ['fb7ff0000000000000', null],
    ['f7', null],
    ['f4', false],
    ['c24105', 5n],
    ['c34105', -6n],
    ['8301616180', [1n, 'a', []]],
    ['a2616201616102', { a: 2n, b: 1n }],
    ['a2616101616102', { a: 2n }],
    ['a1695f5f70726f746f5f5f01', JSON.parse('{"__proto__":1}')],
  ])('CBOR %s is read as JSON would have it', (cborValue, expected) => {
    const value = metadataOf(cborValue);
    if (cborValue.startsWith('a1695f5f')) expect(Object.entries(value as object)).toEqual([['__proto__', 1n]]);
    else expect(value).toEqual(expected);
  });

  test.each(['4161', 'f93c00', 'c100', 'c249010000000000000000', '3bffffffffffffffff', 'ff', 'f0'])(
    'CBOR %s, which JSON cannot carry, is refused',
    (cborValue) => {
      expect(() => metadataOf(cborValue)).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
    },
  );

  test('keys of inner objects are written in the order of their UTF-8 bytes', () => {
    const text = json.replace('"metadata":{}', '"metadata":{"k":{"\u{1f600}":1,"\uff5e":2,"b":3,"a":{"d":4,"c":5}}}');
    const { payload } = decodeAnnouncement(new TextEncoder().encode(text));
    expect(payloadText('ModelAnnouncement', payload)).toContain(
      '{"k":{"a":{"c":5,"d":4},"b":3,"\uff5e":2,"\u{1f600}":1}}',
    );
  });
});
