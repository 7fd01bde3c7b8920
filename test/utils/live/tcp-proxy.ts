import { once } from 'node:events';
import net from 'node:net';

/** A TCP proxy on loopback that can go silent: it keeps its connections open and forwards nothing. */
export interface TcpProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Stops forwarding in both directions, also of connections that are made meanwhile. */
  goSilent(): void;
  /**
   * Forwards again, new connections only. Ends that nobody told of the silence stay open for ever when `tellEnds` is
   * false, as behind a router that forgot them.
   */
  recover(options?: { readonly tellEnds: boolean }): void;
  /** Ends every connection and the listener. */
  close(): void;
}

/** Opens a proxy on a free port that forwards to `targetPort`. */
export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<net.Socket>();
  const muted = new WeakSet<net.Socket>();
  let silent = false;
  let accepted = 0;
  const server = net.createServer((incoming) => {
    accepted++;
    const outgoing = net.connect(targetPort, '127.0.0.1');
    const pairs = [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const;
    for (const [from, to] of pairs) {
      const isSilent = () => silent || muted.has(from);
      sockets.add(from);
      from.on('data', (bytes) => {
        if (!isSilent()) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        // A silent path does not tell the other end either.
        if (!isSilent()) to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    get accepted() {
      return accepted;
    },
    goSilent() {
      silent = true;
    },
    recover({ tellEnds } = { tellEnds: true }) {
      if (tellEnds) destroyAll();
      else for (const socket of sockets) muted.add(socket);
      silent = false;
    },
    close() {
      destroyAll();
      server.close();
    },
  };
}
