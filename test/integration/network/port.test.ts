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

test.each(modes)(
  '%s: where it may, a taken port is replaced by the next free one, which the status tells',
  async (mode) => {
    const network = await startLocalNetwork();
    const handler = async () => ({ kind: 'close' }) as const;
    const first = await network.addExecutor(handler, { sourcePort: mode });
    await eventually(() => first.network.status().bootstrap[0]?.state === 'connected');
    const [listenAddress = ''] = first.network.status().listenAddresses;
    const port = Number(listenAddress.split('/').at(-1));
    const second = await network.addExecutor(handler, { listenAddress, sourcePort: mode, sparePorts: 20 });
    const status = second.network.status();
    const [movedTo] = status.listenAddresses.map((address) => Number(address.split('/').at(-1)));
    expect(status.movedFromPort).toBe(port);
    expect(movedTo).toBeGreaterThan(port);
    expect(movedTo).toBeLessThanOrEqual(port + 20);
    expect(first.network.status().movedFromPort).toBeNull();
    // The port that it found is the one that it dials from and publishes.
    await eventually(() => network.validator.sourcePorts(second.identity.peerId).length === 1);
    const [sourcePort] = network.validator.sourcePorts(second.identity.peerId);
    expect(sourcePort === movedTo).toBe(mode !== 'ephemeral');
    expect(status.publishedAddresses).toEqual([`/ip4/127.0.0.1/tcp/${movedTo}`]);
  },
);

test('a port is not replaced when all the spare ones are taken too', async () => {
  const network = await startLocalNetwork();
  const taken = await takePorts(3);
  const starting = network.addExecutor(async () => ({ kind: 'close' }), {
    listenAddress: `/ip4/127.0.0.1/tcp/${taken}`,
    sparePorts: 2,
  });
  await expect(starting).rejects.toMatchObject({
    code: 'NETWORK_PORT_TAKEN',
    details: { address: `/ip4/127.0.0.1/tcp/${taken}` },
  });
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

/** Listens on this many ports in a row until the test ends. Returns the first. */
async function takePorts(count: number): Promise<number> {
  for (;;) {
    const server = await listen(0);
    const servers = [server];
    const first = (server.address() as net.AddressInfo).port;
    try {
      for (let port = first + 1; port < first + count; port++) {
        servers.push(await listen(port));
      }
      onTestFinished(() => {
        for (const server of servers) server.close();
      });
      return first;
    } catch {
      // One of them is in use; try elsewhere.
      for (const server of servers) server.close();
    }
  }
}

function listen(port: number): Promise<net.Server> {
  const server = net.createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
