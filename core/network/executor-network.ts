import type { Connection } from '@libp2p/interface';
import { type Clock, delay } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RandomSource } from '../foundation/random.ts';
import type { Startable } from '../foundation/startable.ts';
import type { Identity } from '../identity/index.ts';
import { EXECUTOR_KEY, KAD_PROTOCOL, LLM_PROTOCOL, topics, VALIDATOR_KEY } from '../protocol/index.ts';
import { Bootstrap } from './bootstrap/bootstrap.ts';
import { Liveness } from './bootstrap/liveness.ts';
import { Counters } from './counters.ts';
import { Announcements } from './gossip/announcements.ts';
import { Gossip } from './gossip/gossip.ts';
import { addressBytes, parseAddress, tcpAddressOf } from './host/addresses.ts';
import { connectionToGiveUp } from './host/eviction.ts';
import { Faults } from './host/faults.ts';
import { type Dialled, Host } from './host/host.ts';
import type { HostLimits } from './host/limits.ts';
import type { SourcePortMode } from './host/transport/listen-port-transport.ts';
import type { InboundHandler, NetworkStatus, Offer, PeerStatus } from './interface.ts';
import { KadClient } from './kad/client.ts';
import type { KadPeer } from './kad/messages.ts';
import { KadServer } from './kad/server.ts';
import { KadStore } from './kad/store.ts';
import { LlmServer } from './llm/server.ts';
import { Presence } from './presence/presence.ts';
import { type NetworkProtocols, usualProtocols } from './protocols.ts';
import { withDeadline } from './timing/deadline.ts';

/** How often connections that others opened are looked after; those to bootstrap nodes are more often. */
const INBOUND_LIVENESS_MS = 60_000;
/** Longest wait for a bootstrap node to have taken our Removal. */
const FLUSH_TIMEOUT_MS = 1_000;
/** Offered by a probe where Kademlia is off; whether the other side has it does not matter. */
const PING_PROTOCOL = '/ipfs/ping/1.0.0';
/** Time for it to look at the message after it arrived. */
const SETTLE_MS = 200;

export interface ExecutorNetworkModules {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly handler: InboundHandler;
}

export interface ExecutorNetworkOptions {
  /** Multiaddr to listen on, such as `/ip4/0.0.0.0/tcp/4001`; port 0 lets the system choose. */
  readonly listenAddress: string;
  /** Multiaddr under which the world reaches us; null publishes the local ones. */
  readonly externalAddress: string | null;
  /** Multiaddrs to stay connected to. No other address is ever dialled. */
  readonly bootstrapPeers: readonly string[];
  /** @defaultValue {@link usualProtocols} */
  readonly protocols?: NetworkProtocols;
  /** Ports above a taken one that may be used in its place; 0 refuses to start then. @defaultValue 0 */
  readonly sparePorts?: number;
  /** @defaultValue 'auto' */
  readonly sourcePort?: SourcePortMode;
  readonly limits?: Partial<HostLimits>;
}

/** The executor's side of the network: found by clients, known to validators, and answering requests. */
export class ExecutorNetwork implements Startable {
  readonly #modules: ExecutorNetworkModules;
  readonly #host: Host;
  readonly #kad: KadClient;
  readonly #gossip: Gossip;
  readonly #llm: LlmServer;
  readonly #announcements: Announcements;
  readonly #presence: Presence;
  readonly #bootstrap: Bootstrap;
  readonly #counters = new Counters();
  readonly #wantedPort: number;
  readonly #listeners = new Set<() => void>();
  #offer: Offer | null = null;
  #offering: Promise<readonly string[]> = Promise.resolve([]);
  #started = false;

  /** @throws ExecutorError `NETWORK_ADDRESS_INVALID` for an address that the network cannot dial. */
  constructor(modules: ExecutorNetworkModules, options: ExecutorNetworkOptions) {
    this.#modules = modules;
    const { identity, clock, logger } = modules;
    const { sourcePort = 'auto', limits = {}, protocols = usualProtocols, sparePorts = 0 } = options;
    const count = (name: string) => this.#counters.add(name);
    const onChange = () => this.#changed();
    const host = new Host(
      { identity, clock, logger },
      { listen: parseAddress(options.listenAddress), sourcePort, limits, protocols, sparePorts },
    );
    // What a probe is answered with does not matter; without Kademlia it speaks none.
    const kad = new KadClient({ clock }, protocols.kad ? {} : { probeProtocol: PING_PROTOCOL });
    this.#wantedPort = parseAddress(options.listenAddress).port;
    this.#host = host;
    this.#kad = kad;
    this.#gossip = new Gossip({ host }, { topics: Object.values(topics) });
    const faults = new Faults({ clock, onDropped: (connection) => this.#onDropped(connection) });
    const onFault = (connection: Connection) => faults.note(connection);
    this.#llm = new LlmServer(
      { clock, logger, handler: modules.handler, count, onFault },
      { maxHeldBytes: host.limits.maxHeldRequestBytes },
    );
    const liveness = new Liveness({ clock, kad, logger });
    this.#bootstrap = new Bootstrap(
      { ...modules, host, liveness, onChange, onConnected: (dialled) => this.#onBootstrap(dialled) },
      { addresses: options.bootstrapPeers },
    );
    const dialled = () => this.#bootstrap.dialled();
    const { peerIdBytes } = identity;
    const external = options.externalAddress === null ? null : parseAddress(options.externalAddress);
    this.#presence = new Presence(
      { host, kad, clock, logger, peerIdBytes, dialled },
      { external, publishes: protocols.kad },
    );
    this.#announcements = new Announcements({
      ...{ gossip: this.#gossip, identity, clock, logger, onChange, count },
      isBootstrap: (peerId) => this.#bootstrap.isConnectedTo(peerId),
      connectionOf: (peerId) => host.connections(peerId).at(-1) ?? null,
      greet: (connection) => host.greetGossip(connection),
    });
    if (protocols.kad) this.#serveKad({ count, onFault });
    host.handle(LLM_PROTOCOL, this.#llm.handler, { maxInboundStreams: host.limits.maxLlmStreamsPerConnection });
    host.onOpen((connection) => {
      if (connection.direction === 'inbound') liveness.watch(connection, { everyMs: INBOUND_LIVENESS_MS });
      host.greetGossip(connection);
      this.#makeRoom();
      this.#changed();
    });
    host.onClose((connection) => {
      const peerId = connection.remotePeer.toString();
      if (host.connections(peerId).length === 0) this.#announcements.forget(peerId);
      this.#changed();
    });
  }

  /**
   * Listens, then dials. Resolves when it listens; dialling goes on by itself.
   *
   * @throws ExecutorError `NETWORK_PORT_TAKEN` or `NETWORK_LISTEN_FAILED`.
   */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    try {
      await this.#host.start();
    } catch (error) {
      this.#started = false;
      throw error;
    }
    const asked = this.#movedFromPort();
    const { logger } = this.#modules;
    if (asked !== null)
      logger.warn('the listen port is taken, the next free one is used', {
        asked,
        used: this.#host.listenAddress?.port,
      });
    this.#llm.start();
    this.#gossip.start();
    await this.#presence.start();
    await this.#announcements.start();
    this.setOffer(this.#offer);
    this.#bootstrap.start();
    this.#changed();
  }

  /** Withdraws the offer, waits (about a second at most) until it was taken, and ends every connection. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    await this.#presence.stop();
    const reached = [...(await this.#offering), ...(await this.#announcements.setOffer(null))];
    await this.#flush([...new Set(reached)]);
    await this.#announcements.stop();
    this.#llm.stop();
    await this.#bootstrap.stop();
    this.#gossip.stop();
    await this.#host.stop();
    this.#changed();
  }

  /** What is announced and answered for; null withdraws it. May be called before the start. */
  setOffer(offer: Offer | null): void {
    this.#offer = offer;
    this.#presence.setOffering(offer !== null);
    this.#offering = this.#announcements.setOffer(offer).catch((error: unknown) => {
      this.#modules.logger.error('the offer cannot be announced', {}, error);
      return [];
    });
  }

  /**
   * Joins through these nodes and publishes this address from now on. Connections to nodes that stay are left alone;
   * where we listen and what we speak is as it was at the start.
   *
   * @throws ExecutorError `NETWORK_ADDRESS_INVALID`; nothing was changed then.
   */
  configure(settings: Pick<ExecutorNetworkOptions, 'externalAddress' | 'bootstrapPeers'>): void {
    const external = settings.externalAddress === null ? null : parseAddress(settings.externalAddress);
    this.#bootstrap.setAddresses(settings.bootstrapPeers);
    this.#presence.setExternal(external);
    this.#changed();
  }

  /** How the network side is. */
  status(): NetworkStatus {
    const counters = { ...this.#counters.snapshot(), connectionsRefused: this.#host.refusedConnections };
    return {
      listenAddresses: this.#host.listenAddresses,
      publishedAddresses: this.#presence.addresses,
      bootstrap: this.#bootstrap.statuses().map((status) => ({ ...status, announced: this.#announced(status.peerId) })),
      peerCount: new Set(this.#host.connections().map((connection) => connection.remotePeer.toString())).size,
      counters,
      movedFromPort: this.#movedFromPort(),
      switchedOff: (['kad', 'gossipsub'] as const).filter((name) => !this.#host.protocols[name]),
    };
  }

  /** The port that was asked for and is taken; null when we listen on it, or not yet. */
  #movedFromPort(): number | null {
    const port = this.#host.listenAddress?.port ?? this.#wantedPort;
    return this.#wantedPort === 0 || port === this.#wantedPort ? null : this.#wantedPort;
  }

  /** Connected peers, one entry a connection. */
  peers(): readonly PeerStatus[] {
    return this.#host.connections().map((connection) => {
      const peerId = connection.remotePeer.toString();
      return {
        peerId,
        remoteAddress: connection.remoteAddr.toString().replace(/\/p2p\/[^/]+$/, ''),
        direction: connection.direction,
        role: this.#bootstrap.isConnectedTo(peerId) ? 'bootstrap' : 'other',
        connectedAtMs: connection.timeline.open,
      };
    });
  }

  /** Calls after anything in {@link status} or {@link peers} may have changed. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #serveKad(reports: { count(name: string): void; onFault(connection: Connection): void }): void {
    const { clock, identity } = this.#modules;
    const store = new KadStore({ clock }, { keys: [EXECUTOR_KEY, VALIDATOR_KEY] });
    const policy = { provides: (key: Uint8Array) => this.#provides(key), closerPeers: () => this.#closerPeers() };
    const server = new KadServer({ clock, store, policy, peerIdBytes: identity.peerIdBytes, ...reports });
    const maxInboundStreams = this.#host.limits.maxKadStreamsPerConnection;
    this.#host.handle(KAD_PROTOCOL, server.handler, { maxInboundStreams });
  }

  #makeRoom(): void {
    const idle = connectionToGiveUp(this.#host.connections(), {
      maxConnections: this.#host.limits.maxConnections,
      // A half-sent request is no work yet, or sending none in full would keep newcomers out.
      isBusy: (connection) => this.#llm.isWorkingFor(connection),
      nowMs: this.#modules.clock.nowMs(),
      isProtected: (peerId) => this.#bootstrap.isConnectedTo(peerId),
    });
    if (idle === null) return;
    this.#counters.add('idleConnectionsClosed');
    idle.abort(new Error('room for somebody else'));
  }

  #onDropped(connection: Connection): void {
    this.#counters.add('peersDropped');
    this.#modules.logger.info('a peer sent too much that is no message, its connection is dropped', {
      peer: connection.remotePeer.toString(),
    });
  }

  #announced(peerId: string | null): boolean {
    return peerId !== null && this.#announcements.hasReached(peerId);
  }

  #onBootstrap(dialled: Dialled): void {
    this.#announcements.addBootstrap(dialled.connection.remotePeer.toString());
    void this.#presence.publish(dialled);
  }

  #provides(key: Uint8Array): readonly Uint8Array[] | null {
    return Buffer.compare(key, EXECUTOR_KEY) === 0 ? this.#presence.ownAddresses() : null;
  }

  /** The only peers that we name are those we were told to connect to. */
  #closerPeers(): readonly KadPeer[] {
    return this.#bootstrap.dialled().map(({ connection }) => {
      const address = tcpAddressOf(connection.remoteAddr);
      return {
        id: connection.remotePeer.toMultihash().bytes,
        addresses: address === null ? [] : [addressBytes(address)],
      };
    });
  }

  /** What was sent before the answer to a question has arrived with it: the connection keeps the order. */
  async #flush(peerIds: readonly string[]): Promise<void> {
    if (peerIds.length === 0) return;
    const { clock, identity } = this.#modules;
    if (!this.#host.protocols.kad) return delay(clock, SETTLE_MS);
    await withDeadline(clock, { timeoutMs: FLUSH_TIMEOUT_MS }, async (signal) => {
      const connections = peerIds.flatMap((peerId) => this.#host.connections(peerId));
      await Promise.allSettled(
        connections.map((connection) => this.#kad.findNode(connection, identity.peerIdBytes, { signal })),
      );
    });
    await delay(clock, SETTLE_MS);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
