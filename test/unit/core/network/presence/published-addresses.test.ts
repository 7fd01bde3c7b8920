import { multiaddr } from '@multiformats/multiaddr';
import { expect, test } from 'vitest';
import { parseAddress } from '../../../../../core/network/host/addresses.ts';
import { publishedAddresses } from '../../../../../core/network/presence/published-addresses.ts';

const listen = parseAddress('/ip4/0.0.0.0/tcp/4001');

test('the configured external address stands alone, private and loopback ones too', async () => {
  for (const text of ['/ip4/203.0.113.7/tcp/4001', '/ip4/192.168.1.5/tcp/14001', '/ip4/127.0.0.1/tcp/4001']) {
    const external = parseAddress(text);
    expect(await publishedAddresses({ external, listen, remote: multiaddr('/ip4/198.51.100.1/tcp/9000') })).toEqual([
      external,
    ]);
  }
});

test('a listener on one address publishes that', async () => {
  const specific = parseAddress('/ip4/127.0.0.1/tcp/4001');
  expect(await publishedAddresses({ external: null, listen: specific, remote: null })).toEqual([specific]);
});

test('a listener on all addresses publishes first the one that leads to the peer, and never the wildcard', async () => {
  const addresses = await publishedAddresses({ external: null, listen, remote: multiaddr('/ip4/127.0.0.1/tcp/9000') });
  expect(addresses[0]).toMatchObject({ host: '127.0.0.1', port: 4001 });
  expect(addresses.length).toBeLessThanOrEqual(8);
  expect(addresses.map((address) => address.host)).not.toContain('0.0.0.0');
  const withoutPeer = await publishedAddresses({ external: null, listen, remote: null });
  expect(withoutPeer.length).toBeGreaterThan(0);
});
