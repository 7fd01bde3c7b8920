import dgram from 'node:dgram';
import type { Multiaddr } from '@multiformats/multiaddr';
import { tcpAddressOf } from './addresses.ts';

/** The local IP that packets to a remote address leave from. Nothing is sent. Null when there is no way to it. */
export async function sourceAddressFor(remote: Multiaddr): Promise<string | null> {
  const address = tcpAddressOf(remote);
  if (address === null) return null;
  const socket = dgram.createSocket(address.family === 'ip4' ? 'udp4' : 'udp6');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // Any port will do; connecting a datagram socket only chooses the route.
      socket.connect(9, address.host, resolve);
    });
    return socket.address().address;
  } catch {
    return null;
  } finally {
    socket.close();
  }
}
