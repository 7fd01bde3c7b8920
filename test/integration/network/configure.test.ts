import { expect, test } from 'vitest';
import { addressBytes, parseAddress } from '../../../core/network/index.ts';
import { addEchoExecutor, eventually, startLocalNetwork } from '../../utils/network.ts';

test('another bootstrap node is joined and the former left, while a request goes on', async () => {
  const [network, other] = [await startLocalNetwork(), await startLocalNetwork()];
  const executor = await addEchoExecutor(network);
  const client = await network.addClient();
  expect((await client.request({ model: 'a-model', prompt: 'before' })).content).toBe('before');
  executor.network.configure({ externalAddress: null, bootstrapPeers: [other.validator.address] });
  const answer = client.request({ model: 'a-model', prompt: 'meanwhile' });
  await eventually(() => other.validator.registry.modelsOf(executor.identity.peerId) !== null);
  expect((await answer).content).toBe('meanwhile');
  const { bootstrap } = executor.network.status();
  expect(bootstrap).toMatchObject([{ address: other.validator.address, state: 'connected', announced: true }]);
  await eventually(() => network.validator.sourcePorts(executor.identity.peerId).length === 0);
});

test('a bootstrap node that stays keeps its connection', async () => {
  const [network, other] = [await startLocalNetwork(), await startLocalNetwork()];
  const executor = await addEchoExecutor(network);
  const [before] = executor.network.peers();
  executor.network.configure({
    externalAddress: null,
    bootstrapPeers: [other.validator.address, network.validator.address],
  });
  await eventually(() => executor.network.status().bootstrap.every(({ state }) => state === 'connected'));
  const kept = executor.network.peers().find(({ peerId }) => peerId === network.validator.peerId);
  expect(kept).toEqual(before);
});

test('another external address is published at once', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  const external = '/ip4/203.0.113.7/tcp/4001';
  executor.network.configure({ externalAddress: external, bootstrapPeers: [network.validator.address] });
  const wanted = Buffer.from(addressBytes(parseAddress(external)));
  await eventually(() => network.validator.providers[0]?.addresses.some((bytes) => wanted.equals(bytes)) === true);
  expect(executor.network.status().publishedAddresses).toEqual([external]);
});

test('an address that nobody can dial changes nothing', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  const settings = { externalAddress: null, bootstrapPeers: ['/dns4/example.org/tcp/4001'] };
  expect(() => executor.network.configure(settings)).toThrow(
    expect.objectContaining({ code: 'NETWORK_ADDRESS_INVALID' }),
  );
  expect(executor.network.status().bootstrap).toMatchObject([
    { address: network.validator.address, state: 'connected' },
  ]);
});
