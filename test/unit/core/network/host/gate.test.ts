import { multiaddr } from '@multiformats/multiaddr';
import { expect, test } from 'vitest';
import { Gate } from '../../../../../core/network/host/gate.ts';
import { defaultHostLimits } from '../../../../../core/network/host/limits.ts';

const address = multiaddr('/ip4/192.0.2.1/tcp/9000/p2p/16Uiu2HAmMUjGmiUhJeiZgu6ZZnLRkE2VViR2JgjqtW9aTZnHQqgg');

function createGate() {
  return new Gate({ countConnections: () => 0, isDialBack: () => false, onRefused: () => {} }, defaultHostLimits);
}

test('an address may be dialled only while it was handed in', async () => {
  const gate = createGate();
  const isDenied = () => gate.gater.denyDialMultiaddr?.(address);
  expect(await isDenied()).toBe(true);
  const release = gate.allow('192.0.2.1:9000');
  const releaseAgain = gate.allow('192.0.2.1:9000');
  expect(await isDenied()).toBe(false);
  release();
  expect(await isDenied()).toBe(false);
  releaseAgain();
  expect(await isDenied()).toBe(true);
});

test('another port or a name is another address', async () => {
  const gate = createGate();
  gate.allow('192.0.2.1:9000');
  expect(await gate.gater.denyDialMultiaddr?.(multiaddr('/ip4/192.0.2.1/tcp/9001'))).toBe(true);
  expect(await gate.gater.denyDialMultiaddr?.(multiaddr('/dns4/example.org/tcp/9000'))).toBe(true);
});
