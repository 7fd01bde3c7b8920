import { expect, test } from 'vitest';
import { randomIdentity } from '../../../core/identity/index.ts';
import { Gossip } from '../../../core/network/index.ts';
import { topics } from '../../../core/protocol/index.ts';
import { addEchoExecutor, announced, answering, eventually, offerOf, startLocalNetwork } from '../../utils/network.ts';
import { startRawPeer } from '../../utils/raw-peer.ts';
import { createSkippingClock } from '../../utils/skipping-clock.ts';

test('Initial registers with the validator, Heartbeat follows every 30 s, Initial again after ten minutes', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const executor = await addEchoExecutor(network);
  const { registry } = network.validator;
  await eventually(() => registry.modelsOf(executor.identity.peerId) !== null);
  const types = () => registry.log.map((entry) => entry.type);
  expect(types()).toEqual(['Initial']);
  clock.skip(29_000);
  expect(types()).toEqual(['Initial']);
  clock.skip(1_000);
  await eventually(() => types().length === 2);
  clock.skip(30_000);
  await eventually(() => types().length === 3);
  expect(types()).toEqual(['Initial', 'Heartbeat', 'Heartbeat']);
  clock.skip(540_000);
  await eventually(() => types().filter((type) => type === 'Initial').length === 2);
});

test('a changed offer is an Update, an unchanged one is nothing', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  const { registry } = network.validator;
  await eventually(() => registry.modelsOf(executor.identity.peerId) !== null);
  executor.network.setOffer(offerOf('a-model'));
  executor.network.setOffer(offerOf('a-model', 'another'));
  await eventually(() => registry.modelsOf(executor.identity.peerId)?.length === 2);
  expect(registry.log.map((entry) => entry.type)).toEqual(['Initial', 'Update']);
});

test('a withdrawn offer is a Removal at once, and Initial when it is made again', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  const { registry } = network.validator;
  const isKnown = () => registry.modelsOf(executor.identity.peerId) !== null;
  await eventually(isKnown);
  executor.network.setOffer(null);
  await eventually(() => !isKnown());
  expect(executor.network.status().bootstrap[0]?.announced).toBe(false);
  executor.network.setOffer(offerOf('a-model'));
  await eventually(isKnown);
  expect(registry.log.map((entry) => entry.type)).toEqual(['Initial', 'Removal', 'Initial']);
});

test('an offer withdrawn and made again at once stands, and made and withdrawn at once does not', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  const { registry } = network.validator;
  const types = () => registry.log.map((entry) => entry.type).join(' ');
  const isKnown = () => registry.modelsOf(executor.identity.peerId) !== null;
  await eventually(isKnown);
  executor.network.setOffer(null);
  executor.network.setOffer(offerOf('a-model'));
  await eventually(() => types() === 'Initial Removal Initial');
  executor.network.setOffer(null);
  await eventually(() => types() === 'Initial Removal Initial Removal');
  executor.network.setOffer(offerOf('a-model'));
  executor.network.setOffer(null);
  await eventually(() => types() === 'Initial Removal Initial Removal Initial Removal');
  expect(isKnown()).toBe(false);
});

test('leaving hands the Removal to the validator before the connections end', async () => {
  const network = await startLocalNetwork();
  for (let round = 0; round < 8; round++) {
    const executor = await addEchoExecutor(network);
    await eventually(() => network.validator.registry.modelsOf(executor.identity.peerId) !== null);
    await executor.network.stop();
    expect(network.validator.registry.modelsOf(executor.identity.peerId)).toBeNull();
  }
});

test('nothing is announced or provided by an executor without an offer', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const identity = randomIdentity();
  const { handler } = answering(identity, (prompt) => prompt);
  const executor = await network.addExecutor(handler, { identity });
  await eventually(() => executor.network.status().bootstrap[0]?.state === 'connected');
  clock.skip(1_000);
  await eventually(() => (executor.network.status().counters.kadMessages ?? 0) >= 1);
  clock.skip(30_000);
  expect(network.validator.registry.log).toEqual([]);
  expect(network.validator.providers).toEqual([]);
  executor.network.setOffer(offerOf('late'));
  await announced(executor);
  await eventually(() => network.validator.providers.length === 1);
});

test('a stopped network can be started again with the offer it had', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  await executor.network.stop();
  await executor.network.stop();
  expect(executor.network.status().listenAddresses).toEqual([]);
  await executor.network.start();
  await announced(executor);
  await eventually(() => network.validator.registry.modelsOf(executor.identity.peerId)?.[0] === 'a-model');
});

test('a client with a direct connection hears that the executor is available', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  // This bootstrap node knows of no executor; only the executor's own word on the open connection tells.
  const client = await network.addClient();
  await client.connect(`${executor.network.status().listenAddresses[0]}/p2p/${executor.identity.peerId}`);
  await expect
    .poll(
      () =>
        client.findExecutors().then(
          (found) => found.length,
          () => 0,
        ),
      { timeout: 10_000 },
    )
    .toBe(1);
  expect(await client.findExecutors()).toEqual([
    { peerId: executor.identity.peerId, address: executor.identity.address, addresses: [] },
  ]);
});

test('a client takes only the call of an executor for one, not another text with a peer id in its place', async () => {
  const network = await startLocalNetwork();
  const client = await network.addClient();
  const peer = await startRawPeer({ listenAddress: '/ip4/127.0.0.1/tcp/0' });
  const gossip = new Gossip({ host: peer.host }, { topics: [topics.executorAnnouncements] });
  gossip.start();
  peer.host.onOpen((connection) => peer.host.greetGossip(connection));
  await client.connect(`${peer.host.listenAddresses[0]}/p2p/${peer.host.peerId}`);
  const publish = (text: string) => gossip.publish(topics.executorAnnouncements, new TextEncoder().encode(text));
  const found = () =>
    client.findExecutors().then(
      (executors) => executors.map(({ peerId }) => peerId),
      () => [],
    );
  await eventually(async () => (await publish(`EXECUTOR_WITHDRAWN:${peer.host.peerId}`)).length > 0);
  expect(await found()).toEqual([]);
  await publish(`EXECUTOR_AVAILABLE:${peer.host.peerId}`);
  await expect.poll(found).toEqual([peer.host.peerId]);
});
