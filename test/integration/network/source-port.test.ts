import { expect, test } from 'vitest';
import { systemClock } from '../../../core/foundation/clock.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { randomIdentity } from '../../../core/identity/index.ts';
import type { SourcePortMode } from '../../../core/network/index.ts';
import { type LocalNetwork, reachLikeNetworkClient } from '../../../core/testing/index.ts';
import { addEchoExecutor, announced, answering, eventually, offerOf, startLocalNetwork } from '../../utils/network.ts';

const modes: readonly SourcePortMode[] = ['bound-socket', 'pause-listener'];

function listenPortOf(executor: { network: { status(): { listenAddresses: readonly string[] } } }): number {
  return Number(executor.network.status().listenAddresses[0]?.split('/').at(-1));
}

function reach(network: LocalNetwork): Promise<string> {
  const modules = { identity: randomIdentity(), clock: systemClock, logger: silentLogger };
  return reachLikeNetworkClient(modules, { bootstrapPeer: network.validator.address });
}

test.each(modes)(
  '%s: the validator sees the listening port, and clients reach us at what it hands out',
  async (mode) => {
    const network = await startLocalNetwork();
    const executor = await addEchoExecutor(network, { sourcePort: mode });
    expect(network.validator.sourcePorts(executor.identity.peerId)).toEqual([listenPortOf(executor)]);
    expect(executor.network.status().bootstrap[0]?.fromListenPort).toBe(true);
    await eventually(() => network.validator.executorRecord !== null);
    expect(network.validator.executorRecord).toEqual(executor.identity.peerIdBytes);
    expect(await reach(network)).toBe(executor.identity.peerId);
  },
);

test('ephemeral: the network client drops us, and we leave the record to executors that can be reached', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { sourcePort: 'ephemeral' });
  await eventually(() => network.validator.providers.length === 1);
  expect(executor.network.status().bootstrap[0]?.fromListenPort).toBe(false);
  expect(network.validator.sourcePorts(executor.identity.peerId)).not.toContain(listenPortOf(executor));
  await expect(reach(network)).rejects.toMatchObject({ code: 'NETWORK_NO_EXECUTOR' });
  expect(network.validator.executorRecord).toBeNull();
});

test.each(modes)(
  '%s: a killed validator is dialled again from the same port, a running request unharmed',
  async (mode) => {
    const network = await startLocalNetwork();
    const identity = randomIdentity();
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<string>();
    const { handler, handedOver } = answering(identity, () => {
      started.resolve();
      return finish.promise;
    });
    const executor = await network.addExecutor(handler, { identity, sourcePort: mode });
    executor.network.setOffer(offerOf('a-model'));
    await announced(executor);
    const port = listenPortOf(executor);
    const client = await network.addClient();
    const request = client.request({
      model: 'a-model',
      prompt: 'p',
      executor: `/ip4/127.0.0.1/tcp/${port}/p2p/${identity.peerId}`,
    });
    await started.promise;

    await network.validator.kill();
    await eventually(() => executor.network.status().bootstrap[0]?.state !== 'connected');
    await network.validator.start();
    await announced(executor);
    expect(network.validator.sourcePorts(identity.peerId)).toEqual([port]);
    await eventually(() => network.validator.registry.modelsOf(identity.peerId)?.[0] === 'a-model');

    finish.resolve('unharmed');
    expect((await request).content).toBe('unharmed');
    await eventually(() => handedOver.length === 1);
    expect(handedOver).toEqual([{ complete: true }]);
    const other = await network.addClient();
    expect((await other.request({ model: 'a-model', prompt: 'p' })).content).toBe('unharmed');
  },
);

test.each(modes)('%s: three validators at once, each from the listening port', async (mode) => {
  const networks = await Promise.all([startLocalNetwork(), startLocalNetwork(), startLocalNetwork()]);
  const [first] = networks;
  const bootstrapPeers = networks.map((network) => network.validator.address);
  const executor = await addEchoExecutor(first, { sourcePort: mode, bootstrapPeers });
  const port = listenPortOf(executor);
  expect(networks.map((network) => network.validator.sourcePorts(executor.identity.peerId))).toEqual([
    [port],
    [port],
    [port],
  ]);
});
