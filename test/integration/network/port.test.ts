import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import type { SourcePortMode } from '../../../core/network/index.ts';
import { eventually, startLocalNetwork } from '../../utils/network.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((entries) => entries?.some(({ address }) => address === '::1'));
const modes: readonly SourcePortMode[] = ['bound-socket', 'pause-listener', 'ephemeral'];

test.each(modes)('%s: a port that another program listens on is reported as taken', async (mode) => {
  const network = await startLocalNetwork();
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as net.AddressInfo;
  const starting = network.addExecutor(async () => ({ kind: 'close' }), {
    listenAddress: `/ip4/127.0.0.1/tcp/${port}`,
    sourcePort: mode,
  });
  await expect(starting).rejects.toMatchObject({ code: 'NETWORK_PORT_TAKEN' });
});

test.each(modes)('%s: two executors cannot share a port, and the second can have it after the first', async (mode) => {
  const network = await startLocalNetwork();
  const first = await network.addExecutor(async () => ({ kind: 'close' }), { sourcePort: mode });
  // A pausing listener lets go of its port for the moment of a dial.
  await eventually(() => first.network.status().bootstrap[0]?.state === 'connected');
  const [listenAddress = ''] = first.network.status().listenAddresses;
  const again = () => network.addExecutor(async () => ({ kind: 'close' }), { listenAddress, sourcePort: mode });
  await expect(again()).rejects.toMatchObject({ code: 'NETWORK_PORT_TAKEN' });
  await first.network.stop();
  const second = await again();
  expect(second.network.status().listenAddresses).toEqual([listenAddress]);
});

test.runIf(hasIpv6)('an IPv6 listener does not mind an IPv4 one on the same port', async () => {
  const network = await startLocalNetwork();
  const first = await network.addExecutor(async () => ({ kind: 'close' }), { bootstrapPeers: [] });
  const port = Number(first.network.status().listenAddresses[0]?.split('/').at(-1));
  const second = await network.addExecutor(async () => ({ kind: 'close' }), {
    listenAddress: `/ip6/::1/tcp/${port}`,
    bootstrapPeers: [],
  });
  expect(second.network.status().listenAddresses).toEqual([`/ip6/::1/tcp/${port}`]);
});

test('an address of another machine cannot be listened on', async () => {
  const network = await startLocalNetwork();
  const starting = network.addExecutor(async () => ({ kind: 'close' }), { listenAddress: '/ip4/203.0.113.7/tcp/4001' });
  await expect(starting).rejects.toMatchObject({ code: 'NETWORK_LISTEN_FAILED', details: { reason: 'EADDRNOTAVAIL' } });
});

test.each(['/dns4/example.org/tcp/4001', '/ip4/127.0.0.1/udp/4001', 'nonsense', '/ip4/127.0.0.1/tcp/4001/ws'])(
  'the address %s is refused before anything starts',
  async (address) => {
    const network = await startLocalNetwork();
    const starting = network.addExecutor(async () => ({ kind: 'close' }), { bootstrapPeers: [address] });
    await expect(starting).rejects.toMatchObject({ code: 'NETWORK_ADDRESS_INVALID' });
  },
);
