import { expect, test } from 'vitest';
import { addEchoExecutor, announced, eventually, startLocalNetwork } from '../../utils/network.ts';
import { createSkippingClock } from '../../utils/skipping-clock.ts';
import { startTcpProxy } from '../../utils/tcp-proxy.ts';

function portOf(address: string): number {
  return Number(address.split('/').at(-1));
}

test.each([
  { tellEnds: true, validator: 'a validator that sees its old connection end' },
  { tellEnds: false, validator: 'a validator that takes its old connection for alive' },
])('a path that goes silent for 90 s is replaced, and we are known again to $validator', async ({ tellEnds }) => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const proxy = await startTcpProxy(portOf(network.validator.address));
  const executor = await addEchoExecutor(network, { bootstrapPeers: [`/ip4/127.0.0.1/tcp/${proxy.port}`] });
  const bootstrap = () => executor.network.status().bootstrap[0];
  await eventually(() => network.validator.registry.modelsOf(executor.identity.peerId) !== null);
  const initialsBefore = network.validator.registry.log.filter((entry) => entry.type === 'Initial').length;

  proxy.goSilent();
  await clock.pass(36_000);
  await eventually(() => bootstrap()?.state !== 'connected');
  await clock.pass(54_000);
  expect(bootstrap()?.state).not.toBe('connected');
  // Backed off, not hammering: about 10 s a silent dial and growing waits.
  expect(proxy.accepted).toBeLessThan(12);

  while (bootstrap()?.state !== 'waiting') await clock.pass(1_000);
  proxy.recover({ tellEnds });
  clock.skip(30_000);
  await eventually(() => bootstrap()?.state === 'connected');
  await announced(executor);
  await eventually(
    () => network.validator.registry.log.filter((entry) => entry.type === 'Initial').length > initialsBefore,
  );
  const client = await network.addClient();
  expect((await client.request({ model: 'a-model', prompt: 'resumed' })).content).toBe('resumed');
});

test('a connection that answers is never taken for dead', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const executor = await addEchoExecutor(network);
  const client = await network.addClient();
  await client.connect(`${executor.network.status().listenAddresses[0]}/p2p/${executor.identity.peerId}`);
  await eventually(() => executor.network.peers().length === 2);
  const connectedAt = executor.network.peers().map((peer) => peer.connectedAtMs);
  for (let round = 0; round < 20; round++) await clock.pass(15_000);
  expect(executor.network.peers().map((peer) => peer.connectedAtMs)).toEqual(connectedAt);
});

test('a refused port is dialled until somebody listens, with growing waits', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  await network.validator.stop();
  const executor = await network.addExecutor(async () => ({ kind: 'close' }));
  const bootstrap = () => executor.network.status().bootstrap[0];
  await eventually(() => bootstrap()?.state === 'waiting');
  expect(bootstrap()).toMatchObject({
    lastError: 'ECONNREFUSED',
    peerId: null,
    fromListenPort: null,
    announced: false,
  });
  expect(bootstrap()?.nextTryAtMs).toBeGreaterThan(clock.nowMs());
  await clock.pass(120_000);
  expect(bootstrap()?.state).not.toBe('connected');
  await network.validator.start();
  await clock.pass(31_000);
  await eventually(() => bootstrap()?.state === 'connected');
  expect(bootstrap()).toMatchObject({ lastError: null, peerId: network.validator.peerId, nextTryAtMs: null });
});

test('an address that leads to another peer than it names is not used', async () => {
  const network = await startLocalNetwork();
  const other = '16Uiu2HAmMUjGmiUhJeiZgu6ZZnLRkE2VViR2JgjqtW9aTZnHQqgg';
  const executor = await network.addExecutor(async () => ({ kind: 'close' }), {
    bootstrapPeers: [`${network.validator.address}/p2p/${other}`],
  });
  await eventually(() => executor.network.status().bootstrap[0]?.lastError !== null);
  expect(executor.network.status().bootstrap[0]).toMatchObject({ state: 'waiting', peerId: other });
  expect(executor.network.status().peerCount).toBe(0);
});

test('only configured addresses are dialled, whatever peers say', async () => {
  const network = await startLocalNetwork();
  const first = await addEchoExecutor(network);
  const second = await addEchoExecutor(network);
  await eventually(() => network.validator.providers.length === 2);
  // Both know each other's address from the validator by now; neither may use it.
  for (const executor of [first, second]) {
    expect(executor.network.peers().map((peer) => peer.peerId)).toEqual([network.validator.peerId]);
  }
});
