import type { ConnectionGater, MultiaddrConnection } from '@libp2p/interface';
import { type TcpAddress, tcpAddressOf } from './addresses.ts';
import type { HostLimits } from './limits.ts';

/** What the gate asks about connections that are open. */
export interface GateModules {
  /** Open connections of a peer id, base58. */
  countConnections(peerId: string): number;
  /** Told about each connection that is turned away. */
  onRefused(): void;
  /** True for an address that a connected peer may ask us to dial, to see whether it can be reached. */
  isDialBack(address: TcpAddress): boolean;
}

/**
 * Decides which connections come to be.
 *
 * Outbound: only addresses that were handed to {@link Gate.allow}; what the library or a peer proposes is never dialled,
 * except a peer's own host where dialling back is switched on.
 * Inbound: bounded for each IP address from its first packet on, and for each peer id.
 */
export class Gate {
  readonly #modules: GateModules;
  readonly #limits: HostLimits;
  readonly #allowed = new Map<string, number>();
  readonly #perAddress = new Map<string, number>();

  constructor(modules: GateModules, limits: HostLimits) {
    this.#modules = modules;
    this.#limits = limits;
  }

  /** Lets this address (`host:port`) be dialled until the returned function is called. */
  allow(endpoint: string): () => void {
    this.#add(this.#allowed, endpoint, 1);
    return () => this.#add(this.#allowed, endpoint, -1);
  }

  /** The libp2p form of the gate. */
  readonly gater: ConnectionGater = {
    denyDialMultiaddr: (address) => {
      const tcp = tcpAddressOf(address);
      return tcp === null || !(this.#allowed.has(endpointOf(tcp)) || this.#modules.isDialBack(tcp));
    },
    denyInboundConnection: (connection) => {
      const host = tcpAddressOf(connection.remoteAddr)?.host ?? '';
      if ((this.#perAddress.get(host) ?? 0) >= this.#limits.maxConnectionsPerAddress) return this.#refuse();
      this.#countUntilClosed(host, connection);
      return false;
    },
    denyInboundUpgradedConnection: (peerId) =>
      this.#modules.countConnections(peerId.toString()) >= this.#limits.maxConnectionsPerPeer ? this.#refuse() : false,
  };

  #refuse(): true {
    this.#modules.onRefused();
    return true;
  }

  #countUntilClosed(host: string, connection: MultiaddrConnection): void {
    this.#add(this.#perAddress, host, 1);
    connection.addEventListener('close', () => this.#add(this.#perAddress, host, -1), { once: true });
  }

  #add(counts: Map<string, number>, key: string, change: number): void {
    const count = (counts.get(key) ?? 0) + change;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  }
}

/** How the gate names an address. */
export function endpointOf(address: { readonly host: string; readonly port: number }): string {
  return `${address.host}:${address.port}`;
}
