import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { decodeKad, encodeKad, MAX_KAD_MESSAGE_BYTES } from '../../../../../core/network/kad/codec.ts';
import { type KadMessage, KadType, kadMessage } from '../../../../../core/network/kad/messages.ts';

const key = new TextEncoder().encode('lloom/executor');
const id = new Uint8Array(39).fill(7);
const address = Uint8Array.of(4, 127, 0, 0, 1, 6, 0x0f, 0xa1);

const messages: readonly [string, KadMessage][] = [
  ['a question', kadMessage(KadType.FIND_NODE, { key })],
  ['providers', kadMessage(KadType.GET_PROVIDERS, { key, providerPeers: [{ id, addresses: [address, address] }] })],
  ['other peers', kadMessage(KadType.FIND_NODE, { key, closerPeers: [{ id, addresses: [] }] })],
  [
    'a record with publisher and life',
    kadMessage(KadType.PUT_VALUE, { key, record: { key, value: id, publisher: id, ttlSec: 172_800 } }),
  ],
  [
    'a record without either',
    kadMessage(KadType.GET_VALUE, { key, record: { key, value: id, publisher: null, ttlSec: null } }),
  ],
];

test.each(messages)('%s is read as it was written', (_name, message) => {
  expect(decodeKad(encodeKad(message))).toEqual(message);
});

test('the bytes are those of the network', () => {
  const hex = Buffer.from(encodeKad(kadMessage(KadType.GET_PROVIDERS, { key }))).toString('hex');
  expect(hex).toBe('0803120e6c6c6f6f6d2f6578656375746f72');
  const answer = kadMessage(KadType.GET_PROVIDERS, {
    key,
    providerPeers: [{ id: id.slice(0, 2), addresses: [address] }],
  });
  expect(Buffer.from(encodeKad(answer)).toString('hex')).toBe(
    '0803120e6c6c6f6f6d2f6578656375746f724a100a020707120804' + '7f000001060fa11801',
  );
});

test('fields that it does not know are skipped, the cluster level of the network among them', () => {
  const clusterLevel = [0x50, 0x0a];
  const unknown = [0xa2, 0x06, 0x03, 1, 2, 3];
  const bytes = Uint8Array.from([...encodeKad(kadMessage(KadType.FIND_NODE, { key })), ...clusterLevel, ...unknown]);
  expect(decodeKad(bytes)).toEqual(kadMessage(KadType.FIND_NODE, { key }));
});

test('a life of 0 means that the record does not expire', () => {
  const message = kadMessage(KadType.GET_VALUE, { key, record: { key, value: id, publisher: null, ttlSec: 0 } });
  expect(decodeKad(encodeKad(message)).record?.ttlSec).toBeNull();
});

test('more peers and addresses than anybody sends are left out', () => {
  const peer = { id: id.slice(0, 4), addresses: Array.from({ length: 40 }, () => address) };
  const decoded = decodeKad(
    encodeKad(kadMessage(KadType.FIND_NODE, { key, closerPeers: Array.from({ length: 35 }, () => peer) })),
  );
  expect(decoded.closerPeers).toHaveLength(32);
  expect(decoded.closerPeers[0]?.addresses).toHaveLength(16);
});

test.each([
  ['a kind that does not exist', '0809'],
  ['a length beyond the end', '0803120e6c6c'],
  ['a peer longer than the message', '08034a7f0a0207'],
  ['a field longer than its peer', '08034a030a7f07'],
  ['a group that never ends', '080313'],
  ['an endless varint', 'ffffffffffffffffffffffff'],
])('%s is refused', (_name, hex) => {
  expect(() => decodeKad(Buffer.from(hex, 'hex'))).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
});

test('more bytes than the network allows are refused unread', () => {
  expect(() => decodeKad(new Uint8Array(MAX_KAD_MESSAGE_BYTES + 1))).toThrow(
    expect.objectContaining({ code: 'PROTOCOL_TOO_LARGE' }),
  );
});

test('any bytes are read or refused with a code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
      try {
        decodeKad(bytes);
      } catch (error) {
        expect(isExecutorError(error, 'PROTOCOL_MALFORMED')).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
