import { networkInterfaces } from 'node:os';
import type { Multiaddr } from '@multiformats/multiaddr';
import { isWildcard, type TcpAddress } from '../host/addresses.ts';
import { sourceAddressFor } from '../host/source-address.ts';

/** Addresses in one provider record; the network keeps any number, clients try them in turn. */
export const MAX_PUBLISHED = 8;

/**
 * Addresses under which a client may reach us.
 * The configured external address stands alone; otherwise the address that we listen on, or, for a wildcard, the one
 * that leads to `remote` and then those of the machine's interfaces. Private ones are published too: a network may
 * be a local one.
 *
 * @param options.remote - Address of the peer that gets the record; null when there is none in particular.
 */
export async function publishedAddresses(options: {
  readonly external: TcpAddress | null;
  readonly listen: TcpAddress;
  readonly remote: Multiaddr | null;
}): Promise<readonly TcpAddress[]> {
  const { external, listen, remote } = options;
  if (external !== null) return [external];
  if (!isWildcard(listen.host)) return [listen];
  const source = remote === null ? null : await sourceAddressFor(remote);
  const hosts = new Set([
    ...(source === null || source.includes(':') !== (listen.family === 'ip6') ? [] : [source]),
    ...interfaceHosts(listen.family),
  ]);
  if (hosts.size === 0) hosts.add(listen.family === 'ip4' ? '127.0.0.1' : '::1');
  return [...hosts].slice(0, MAX_PUBLISHED).map((host) => ({ ...listen, host, peerId: null }));
}

function interfaceHosts(family: TcpAddress['family']): string[] {
  const wanted = family === 'ip4' ? 'IPv4' : 'IPv6';
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((entry) => entry.family === wanted && !entry.internal && !entry.address.startsWith('fe80:'))
    .map((entry) => entry.address);
}
