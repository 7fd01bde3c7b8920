import dgram from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { isWildcard, type TcpAddress } from '../host/addresses.ts';

/** Addresses in one provider record; the network keeps any number, clients try them in turn. */
const MAX_PUBLISHED = 8;

/**
 * Addresses under which a client may reach us.
 * The configured external address stands alone; otherwise the address that we listen on, or, for a wildcard, the one
 * that leads to `remoteHost` and then those of the machine's interfaces. Private ones are published too: a network may
 * be a local one.
 *
 * @param options.remoteHost - IP of the peer that gets the record; null when there is none in particular.
 */
export async function publishedAddresses(options: {
  readonly external: TcpAddress | null;
  readonly listen: TcpAddress;
  readonly remoteHost: string | null;
}): Promise<readonly TcpAddress[]> {
  const { external, listen, remoteHost } = options;
  if (external !== null) return [external];
  if (!isWildcard(listen.host)) return [listen];
  const source = remoteHost === null ? null : await sourceAddressFor(listen.family, remoteHost);
  const hosts = new Set([...(source === null ? [] : [source]), ...interfaceHosts(listen.family)]);
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

/** The local IP that packets to `remoteHost` leave from. Nothing is sent. Null when there is no way to it. */
async function sourceAddressFor(family: TcpAddress['family'], remoteHost: string): Promise<string | null> {
  const socket = dgram.createSocket(family === 'ip4' ? 'udp4' : 'udp6');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // Any port will do; connecting a datagram socket only chooses the route.
      socket.connect(9, remoteHost, resolve);
    });
    return socket.address().address;
  } catch {
    return null;
  } finally {
    socket.close();
  }
}
