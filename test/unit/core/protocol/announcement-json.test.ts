import { describe, expect, test, vi } from 'vitest';
import {
  decodeAnnouncement,
  encodeAnnouncement,
  MAX_GOSSIP_BYTES,
  type ModelAnnouncement,
  type SignedMessage,
} from '../../../../core/protocol/index.ts';
import { type MessageVectors, readVectors } from '../../../utils/vectors.ts';

const { messages } = readVectors<MessageVectors>('messages.json');
const json = messages.find(({ name }) => name === 'announcement-initial')?.envelopeJson ?? '';
const decode = (text: string) => decodeAnnouncement(new TextEncoder().encode(text));
const original = decode(json);

/** The JSON with one place changed; fails when the place is not there. */
function changed(from: string, to: string): string {
  expect(json).toContain(from);
  return json.replace(from, to);
}

describe('announcements from gossip', () => {
  test('keep all digits of 64-bit numbers', () => {
    expect(original.payload.nonce).toBe(1754640000123456789n);
    expect(decode(changed('1754640000123456789', '18446744073709551615')).payload.nonce).toBe(2n ** 64n - 1n);
  });

  test.each([
    ['white space', changed(',"signer":', ' ,\r\n\t"signer" :')],
    [
      'unknown keys of any depth',
      changed('{"payload":{', '{"x":[{"y":null,"z":[1.5e3,"\\"",true]}],"payload":{"x":{},'),
    ],
    ['an unknown number of any size', changed('{"payload":', '{"x":-1e999,"payload":')],
    ['hex in upper case, and without 0x', changed('"signer":"0xf39f', '"signer":"F39F')],
    ['a missing optional key', changed(',"nonce":null', '')],
    ['a variant as an object', changed('"Initial"', '{"Initial":null}')],
    ['a whole number for a float', changed('25.0', '25')],
    ['escapes', changed('"chat"', '"\\u0063h\\u0061t"')],
  ])('accept %s', (_, text) => {
    expect(decode(text)).toEqual(original);
  });

  test.each([
    ['a key twice', changed('"protocol_version":1', '"protocol_version":1,"protocol_version":1')],
    ['a missing key', changed('"protocol_version":1', '"x":1')],
    ['a number above its width', changed('"protocol_version":1', '"protocol_version":256')],
    ['a negative number', changed('"protocol_version":1', '"protocol_version":-1')],
    ['a number with a fraction', changed('"protocol_version":1', '"protocol_version":1.0')],
    ['a number with an exponent', changed('"protocol_version":1', '"protocol_version":1e0')],
    ['minus zero', changed('"protocol_version":1', '"protocol_version":-0')],
    ['a leading zero', changed('"protocol_version":1', '"protocol_version":01')],
    ['a number beyond 64 bits', changed('1754640000123456789', '18446744073709551616')],
    ['a number as text', changed('"protocol_version":1', '"protocol_version":"1"')],
    ['a float out of range', changed('25.0', '1e999')],
    ['a text as number', changed('"Initial"', '1')],
    ['a variant with two names', changed('"Initial"', '{"Initial":null,"Update":null}')],
    ['a variant without its null', changed('"Initial"', '{"Initial":}')],
    ['no variant', changed('"Initial"', '{}')],
    ['null for a required key', changed('"is_available":true', '"is_available":null')],
    ['half a surrogate pair', changed('"chat"', '"\\ud800"')],
    ['a control character in a text', changed('"chat"', '"\n"')],
    ['a wrong escape', changed('"chat"', '"\\x"')],
    ['a comma too many', changed('["chat",', '["chat",,')],
    ['a trailing comma', changed('"completion"]', '"completion",]')],
    ['an address that is too short', changed('"signer":"0xf3', '"signer":"0x')],
    ['hex with an odd digit', changed('"signature":"0x', '"signature":"0x1')],
    ['something behind it', `${json}x`],
    ['a second message behind it', `${json}${json}`],
    ['a missing end', json.slice(0, -1)],
    ['nothing', ''],
    ['a byte order mark', `\ufeff${json}`],
    ['a list instead of an object', '[]'],
  ])('refuse %s', (_, text) => {
    expect(() => decode(text)).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
  });

  test('refuse an announcement type that nobody knows', () => {
    const text = changed('"Initial"', '"Started"');
    expect(() => decode(text)).toThrow(expect.objectContaining({ code: 'PROTOCOL_UNKNOWN_VARIANT' }));
  });

  test('refuse bytes that are not UTF-8', () => {
    const bytes = new TextEncoder().encode(changed('"chat"', '"c\u00e4t"'));
    bytes[bytes.indexOf(0xc3)] = 0xff;
    expect(() => decodeAnnouncement(bytes)).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
  });

  test('build no number from more digits than 64 bits have', () => {
    const build = vi.spyOn(globalThis, 'BigInt');
    const digits = '9'.repeat(50_000);
    expect(() => decode(changed('1754640000123456789', digits))).toThrow();
    expect(() => decode(changed('"metadata":{}', `"metadata":{"k":${digits}}`))).toThrow();
    const built = build.mock.calls.map(([value]) => String(value).length);
    build.mockRestore();
    expect(Math.max(0, ...built)).toBeLessThanOrEqual(20);
  });

  test('are at most 64 KiB in both directions', () => {
    const models = Array.from({ length: 300 }, () => original.payload.models[0]);
    const large = { ...original, payload: { ...original.payload, models } } as SignedMessage<ModelAnnouncement>;
    const tooLarge = expect.objectContaining({ code: 'PROTOCOL_TOO_LARGE' });
    expect(() => encodeAnnouncement(large)).toThrow(tooLarge);
    expect(() => decode(json.padEnd(MAX_GOSSIP_BYTES + 1))).toThrow(tooLarge);
    expect(decode(json.padEnd(MAX_GOSSIP_BYTES))).toEqual(original);
  });
});
