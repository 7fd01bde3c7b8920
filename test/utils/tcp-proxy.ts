import net from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP proxy on loopback that can go silent: it keeps its connections open and forwards nothing. */
export interface TcpProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Stops forwarding in both directions, also of connections that are made meanwhile. */
  goSilent(): void;
  /** Forwards again; what was held back is lost with its connections, as it is on a broken path. */
  recover(): void;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<[net.Socket, net.Socket]>();
  let silent = false;
  let accepted = 0;
  const server = net.createServer((incoming) => {
    accepted++;
    const outgoing = net.connect(targetPort, '127.0.0.1');
    const pair: [net.Socket, net.Socket] = [incoming, outgoing];
    pairs.add(pair);
    for (const [from, to] of [pair, [outgoing, incoming] as const]) {
      from.on('data', (bytes) => {
        if (!silent) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        pairs.delete(pair);
        // A silent path does not tell the other end either.
        if (!silent) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const destroyAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  onTestFinished(() => {
    destroyAll();
    server.close();
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    get accepted() {
      return accepted;
    },
    goSilent() {
      silent = true;
    },
    recover() {
      destroyAll();
      silent = false;
    },
  };
}
