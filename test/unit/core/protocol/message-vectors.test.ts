import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  decodeAnnouncement,
  decodeRequestMessage,
  decodeResponseMessage,
  encodeAnnouncement,
  encodeRequestMessage,
  encodeResponseMessage,
  hexToBytes,
  payloadText,
  payloadTexts,
} from '../../../../core/protocol/index.ts';
import { type MessageVectors, readVectors } from '../../../utils/vectors.ts';

const { messages, unsigned } = readVectors<MessageVectors>('messages.json');

/** Decodes with the function for this direction, and encodes what came out. */
function roundTrip(type: string, cbor: string) {
  const bytes = hexToBytes(cbor);
  if (/Response/.test(type)) {
    const message = decodeResponseMessage(bytes);
    return { message, encoded: bytesToHex(encodeResponseMessage(message)) };
  }
  const message = decodeRequestMessage(bytes);
  return { message, encoded: bytesToHex(encodeRequestMessage(message)) };
}

describe('messages of the network', () => {
  test.each(messages)('$name decodes, and encodes to the same bytes', ({ name, type, messageCbor, ...vector }) => {
    const { message, encoded } = roundTrip(type, messageCbor);
    expect(encoded, name).toBe(messageCbor);
    const envelope = message.value as unknown as Record<string, unknown>;
    expect(envelope.signer, name).toBe(vector.signer);
    expect(bytesToHex(envelope.signature as Uint8Array), name).toBe(vector.signature);
    expect(envelope.timestamp, name).toBe(BigInt(vector.envelopeTimestamp));
  });

  test.each(messages)('$name has the JSON text that the network signs', ({ name, type, messageCbor, payloadJson }) => {
    const payload = (roundTrip(type, messageCbor).message.value as unknown as { payload: never }).payload;
    expect(payloadText(type, payload), name).toBe(payloadJson);
    expect(payloadTexts(type, payload), name).toContain(payloadJson);
  });

  test.each(unsigned)('$name decodes, and encodes to the same bytes', ({ name, messageCbor, payloadJson }) => {
    const type = name.includes('request') ? 'LlmRequest' : 'LlmResponse';
    const { message, encoded } = roundTrip(type, messageCbor);
    expect(encoded, name).toBe(messageCbor);
    expect(message.variant, name).toBe(type);
    expect(payloadText(type, message.value as never), name).toBe(payloadJson);
  });

  test('announcements are read and written as the JSON of the network', () => {
    const announcements = messages.filter(({ type }) => type === 'ModelAnnouncement');
    expect(announcements.length).toBeGreaterThan(2);
    for (const { name, envelopeJson = '', messageCbor } of announcements) {
      const message = decodeAnnouncement(new TextEncoder().encode(envelopeJson));
      expect(new TextDecoder().decode(encodeAnnouncement(message)), name).toBe(envelopeJson);
      expect({ variant: 'ModelAnnouncement', value: message }, name).toEqual(
        roundTrip('ModelAnnouncement', messageCbor).message,
      );
    }
  });
});
