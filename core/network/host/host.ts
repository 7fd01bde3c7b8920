import type { GossipSub } from '@libp2p/gossipsub';
import type { Connection, PeerId, PrivateKey, Stream } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import { type NetworkProtocols, usualProtocols } from '../protocols.ts';
import { formatAddress, type TcpAddress, tcpAddressOf } from './addresses.ts';
import { createNode, type HostNode } from './create-node.ts';
import { endpointOf, Gate } from './gate.ts';
import { defaultHostLimits, type HostLimits } from './limits.ts';
import { assertPortFree, listenError } from './port-check.ts';
import type { SourcePortMode } from './transport/listen-port-transport.ts';

/** After the last connection of a peer, long enough for everybody who still looks it up. */
const FORGET_PEER_MS = 10_000;

export interface HostModules {
  /** The key that proves the peer id. */
  readonly identity: { readonly peerId: string; libp2pKey(): PrivateKey };
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface HostOptions {
  /** Where to accept connections; null for a node that only dials. */
  readonly listen: TcpAddress | null;
  /** @defaultValue 'auto' */
  readonly sourcePort?: SourcePortMode;
  readonly limits?: Partial<HostLimits>;
  /** @defaultValue {@link usualProtocols} */
  readonly protocols?: NetworkProtocols;
  /** Ports above a taken one that may be used in its place. @defaultValue 0 */
  readonly sparePorts?: number;
  /** @defaultValue 10 s, as the network's nodes have it */
  readonly dialTimeoutMs?: number;
}

/** Handles one stream that a peer opened. Must not reject. */
export type StreamHandler = (stream: Stream, connection: Connection) => Promise<void>;

/** An open connection to a peer; for the functions of this room. */
export type PeerConnection = Connection;

/** What a dial gave. */
export interface Dialled {
  readonly connection: Connection;
  /** True when our end of the connection is the port that we listen on. */
  readonly fromListenPort: boolean;
}

/**
 * libp2p as this network needs it: TCP, noise, yamux, gossipsub, no identify, no ping, and own limits.
 * Executor, client and validator of this repository are all built on it.
 */
export class Host implements Startable {
  readonly peerId: string;
  readonly limits: HostLimits;
  readonly protocols: NetworkProtocols;
  readonly #modules: HostModules;
  readonly #options: HostOptions;
  readonly #gate: Gate;
  readonly #handlers = new Map<string, { handler: StreamHandler; maxInboundStreams: number }>();
  readonly #onOpen = new Set<(connection: Connection) => void>();
  readonly #onClose = new Set<(connection: Connection) => void>();
  #running: Running | null = null;
  #refused = 0;

  constructor(modules: HostModules, options: HostOptions) {
    this.#modules = modules;
    this.#options = options;
    this.peerId = modules.identity.peerId;
    this.limits = { ...defaultHostLimits, ...options.limits };
    this.protocols = options.protocols ?? usualProtocols;
    this.#gate = new Gate(
      {
        countConnections: (peerId) => this.connections(peerId).length,
        onRefused: () => {
          this.#refused++;
        },
        isDialBack: (address) => this.#isDialBack(address),
      },
      this.limits,
    );
  }

  /**
   * Listens on the port that was asked for, or the next free one where that is allowed.
   *
   * @throws ExecutorError `NETWORK_PORT_TAKEN` or `NETWORK_LISTEN_FAILED`.
   */
  async start(): Promise<void> {
    if (this.#running !== null) return;
    const { listen, sparePorts = 0 } = this.#options;
    let taken: unknown;
    for (const candidate of candidates(listen, sparePorts)) {
      try {
        return await this.#startOn(candidate);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'NETWORK_PORT_TAKEN') throw error;
        taken ??= error;
      }
    }
    throw taken;
  }

  async #startOn(listen: TcpAddress | null): Promise<void> {
    if (listen !== null) await assertPortFree(listen);
    const running = await this.#build(listen);
    this.#running = running;
    try {
      await running.libp2p.start();
      running.listen = listen === null ? null : { ...listen, port: portOf(running.libp2p) ?? listen.port };
    } catch (error) {
      this.#running = null;
      throw listen === null ? error : listenError(listen, error);
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    await running.libp2p.stop();
  }

  /** Serves a protocol; call before `start`. */
  handle(protocol: string, handler: StreamHandler, options: { readonly maxInboundStreams: number }): void {
    this.#handlers.set(protocol, { handler, ...options });
  }

  /** Calls for every connection that is opened, in either direction. */
  onOpen(listener: (connection: Connection) => void): () => void {
    this.#onOpen.add(listener);
    return () => this.#onOpen.delete(listener);
  }

  /** Calls for every connection that ended. */
  onClose(listener: (connection: Connection) => void): () => void {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  /** Open connections, of one peer when its id is given. */
  connections(peerId?: string): Connection[] {
    const open = this.#running?.libp2p.getConnections().filter((connection) => connection.status === 'open') ?? [];
    return peerId === undefined ? open : open.filter((connection) => connection.remotePeer.toString() === peerId);
  }

  /** Where it listens, with the real port; the host may be a wildcard. Null before start and without listener. */
  get listenAddress(): TcpAddress | null {
    return this.#running?.listen ?? null;
  }

  /** Multiaddrs without peer id; empty before start. */
  get listenAddresses(): readonly string[] {
    const addresses = this.#running?.libp2p.getMultiaddrs() ?? [];
    return [...new Set(addresses.map((address) => address.toString().replace(/\/p2p\/[^/]+$/, '')))];
  }

  /** How many peers the library remembers, connected or not. */
  async countRememberedPeers(): Promise<number> {
    return (await this.#require().libp2p.peerStore.all()).length;
  }

  /** Connections turned away by a limit of ours since construction. */
  get refusedConnections(): number {
    return this.#refused;
  }

  /** True when a dial may get the listening port as its source port. */
  get triesListenPort(): boolean {
    return this.listenAddress !== null && this.#running?.transport()?.triesListenPort === true;
  }

  /** The gossip router; null when gossipsub is off. */
  get gossip(): GossipSub | null {
    return this.#require().libp2p.services.gossip ?? null;
  }

  /** Names of the protocols that a peer may open streams of; empty before start. */
  get servedProtocols(): readonly string[] {
    return this.#running?.libp2p.getProtocols() ?? [];
  }

  /**
   * Dials exactly this address, or returns the connection that is already open to the peer it names.
   *
   * @throws The library's error; always an `Error`.
   */
  async dial(address: TcpAddress, options: { readonly signal: AbortSignal }): Promise<Dialled> {
    const { libp2p, transport } = this.#require();
    const release = this.#gate.allow(endpointOf(address));
    try {
      const connection = await libp2p.dial(multiaddr(formatAddress(address, { withPeerId: true })), options);
      const fromListenPort = connection.direction === 'inbound' || transport()?.isFromListenPort(connection) === true;
      return { connection, fromListenPort };
    } catch (error) {
      // Some rejections of the library are events or undefined.
      throw error instanceof Error ? error : new Error('the dial failed');
    } finally {
      release();
    }
  }

  /** Opens our gossip stream to a peer; the network's nodes do so by themselves, and expect it of nobody. */
  greetGossip(connection: Connection): void {
    const { registrar, libp2p } = this.#require();
    const protocol = libp2p.services.gossip?.protocols[0];
    if (protocol === undefined) return;
    for (const topology of registrar.current?.getTopologies(protocol) ?? []) {
      void topology.onConnect?.(connection.remotePeer, connection);
    }
  }

  /** Only the asking peer itself, on the machine that it asks from. */
  #isDialBack({ peerId, host }: TcpAddress): boolean {
    if (!this.protocols.autonat || peerId === null) return false;
    return this.connections(peerId).some((connection) => tcpAddressOf(connection.remoteAddr)?.host === host);
  }

  /** The library remembers every peer it ever met; clients come once. */
  #forgetLater(peerId: PeerId): void {
    this.#modules.clock.setTimer(() => {
      const running = this.#running;
      if (running === null || this.connections(peerId.toString()).length > 0) return;
      running.libp2p.peerStore.delete(peerId).catch(() => {
        // It was forgotten already.
      });
    }, FORGET_PEER_MS);
  }

  #require(): Running {
    if (this.#running === null) throw new ExecutorError('NETWORK_STOPPED');
    return this.#running;
  }

  async #build(listen: TcpAddress | null): Promise<Running> {
    const { identity, clock, logger } = this.#modules;
    const { sourcePort = 'auto', dialTimeoutMs = 10_000 } = this.#options;
    const { limits, protocols } = this;
    const node = await createNode(
      { privateKey: identity.libp2pKey(), gater: this.#gate.gater, clock, logger },
      { listen, sourcePort, dialTimeoutMs, limits, protocols },
    );
    const { libp2p } = node;
    libp2p.addEventListener('connection:open', (event) => {
      for (const listener of this.#onOpen) listener(event.detail);
    });
    libp2p.addEventListener('connection:close', (event) => {
      for (const listener of this.#onClose) listener(event.detail);
      this.#forgetLater(event.detail.remotePeer);
    });
    for (const [protocol, { handler, maxInboundStreams }] of this.#handlers) {
      await libp2p.handle(protocol, handler, {
        maxInboundStreams,
        maxOutboundStreams: limits.maxStreamsPerConnection,
        runOnLimitedConnection: true,
      });
    }
    return { ...node, listen: null };
  }
}

interface Running extends HostNode {
  listen: TcpAddress | null;
}

/** An address that came through a relay names no port of ours. */
function portOf(libp2p: HostNode['libp2p']): number | undefined {
  return libp2p.getMultiaddrs().flatMap((address) => tcpAddressOf(address)?.port ?? [])[0];
}

/** The address itself, then those with the next ports. */
function candidates(listen: TcpAddress | null, sparePorts: number): readonly (TcpAddress | null)[] {
  if (listen === null || listen.port === 0) return [listen];
  const count = Math.min(sparePorts, 65_535 - listen.port) + 1;
  return Array.from({ length: count }, (_, index) => ({ ...listen, port: listen.port + index }));
}
