import net from 'node:net';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { formatAddress, type TcpAddress } from './addresses.ts';

/**
 * Makes sure that nobody listens on the port.
 * Needed because two programs that share a port by SO_REUSEPORT (all nodes of this network do) would both succeed.
 *
 * @throws ExecutorError `NETWORK_PORT_TAKEN`, or `NETWORK_LISTEN_FAILED` with the system's code.
 */
export async function assertPortFree(address: TcpAddress): Promise<void> {
  if (address.port === 0) return;
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      const { host, port, family } = address;
      server.listen({ host, port, exclusive: true, ipv6Only: family === 'ip6' }, resolve);
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  } catch (error) {
    throw listenError(address, error);
  }
}

/** The error of a listener that could not listen. */
export function listenError(address: TcpAddress, cause: unknown): ExecutorError {
  const text = cause instanceof Error ? cause.message : '';
  const reason = (cause as { code?: unknown } | null)?.code ?? /\bE[A-Z]{4,}\b/.exec(text)?.[0];
  const details = { address: formatAddress(address), reason: typeof reason === 'string' ? reason : 'unknown' };
  return new ExecutorError(reason === 'EADDRINUSE' ? 'NETWORK_PORT_TAKEN' : 'NETWORK_LISTEN_FAILED', details, {
    cause,
  });
}
