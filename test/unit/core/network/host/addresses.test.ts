import { expect, test } from 'vitest';
import { randomIdentity } from '../../../../../core/identity/index.ts';
import {
  addressBytes,
  dialableAddressBytes,
  formatAddress,
  parseAddress,
  peerIdText,
} from '../../../../../core/network/host/addresses.ts';

const peerId = '16Uiu2HAmMUjGmiUhJeiZgu6ZZnLRkE2VViR2JgjqtW9aTZnHQqgg';

test.each([
  '/ip4/127.0.0.1/tcp/4001',
  '/ip4/0.0.0.0/tcp/0',
  '/ip6/::1/tcp/4001',
  `/ip4/10.0.0.1/tcp/9000/p2p/${peerId}`,
])('%s is read and written back', (text) => {
  expect(formatAddress(parseAddress(text), { withPeerId: true })).toBe(text);
});

test.each([
  '/dns4/example.org/tcp/4001',
  '/ip4/1.2.3.4',
  '/ip4/1.2.3.4/udp/4001',
  '/ip4/1.2.3.4/tcp/4001/ws',
  '/ip4/1.2.3.4/tcp/99999',
  '1.2.3.4:4001',
  '',
])('"%s" is refused with a code', (text) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'NETWORK_ADDRESS_INVALID' }));
});

test('the binary form leaves the peer id out, and what nobody can dial', () => {
  const address = parseAddress(`/ip4/10.0.0.1/tcp/9000/p2p/${peerId}`);
  expect(Buffer.from(addressBytes(address)).toString('hex')).toBe('040a000001062328');
  expect(dialableAddressBytes(addressBytes(address))).toEqual([addressBytes(address)]);
  expect(dialableAddressBytes(addressBytes(parseAddress('/ip4/0.0.0.0/tcp/9000')))).toEqual([]);
  expect(dialableAddressBytes(addressBytes(parseAddress('/ip4/10.0.0.1/tcp/0')))).toEqual([]);
  expect(dialableAddressBytes(Uint8Array.of(0xff, 0xff))).toEqual([]);
});

test('a peer id of 39 bytes has a text, anything else has none', () => {
  const identity = randomIdentity();
  expect(peerIdText(identity.peerIdBytes)).toBe(identity.peerId);
  expect(peerIdText(new Uint8Array(39))).toBeNull();
  expect(peerIdText(identity.peerIdBytes.subarray(1))).toBeNull();
});
