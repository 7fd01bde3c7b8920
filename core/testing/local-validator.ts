import type { Clock } from '../foundation/clock.ts';
import { delay } from '../foundation/clock.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Startable } from '../foundation/startable.ts';
import type { Identity } from '../identity/index.ts';
import {
  addressBytes,
  Gossip,
  Host,
  KadClient,
  type KadPeer,
  KadServer,
  KadStore,
  type PeerConnection,
  parseAddress,
  tcpAddressOf,
} from '../network/index.ts';
import { EXECUTOR_KEY, KAD_PROTOCOL, LLM_PROTOCOL, topics, VALIDATOR_KEY } from '../protocol/index.ts';
import { AnnouncementRegistry } from './announcement-registry.ts';

/** The real one asks each new peer after this, but only while it knows fewer than 20. */
const GREETING_DELAY_MS = 500;
const MAX_GREETED_PEERS = 20;

export interface LocalValidatorModules {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A validator in this process that behaves like the network's, mistakes included: it hands the source address of each
 * connection to whoever asks, asks each new peer itself, believes every announcement, ignores heartbeats of executors
 * that it does not know, and drops inference requests.
 */
export class LocalValidator implements Startable {
  readonly registry: AnnouncementRegistry;
  readonly #modules: LocalValidatorModules;
  readonly #kad: KadClient;
  /** Peers with the address that their connection came from; never forgotten while it runs, like the real one. */
  readonly #routes = new Map<string, KadPeer>();
  #host: Host | null = null;
  #gossip: Gossip | null = null;
  #store: KadStore;
  #stopped = new AbortController();
  #port: number;

  constructor(modules: LocalValidatorModules, options: { readonly port?: number } = {}) {
    this.#modules = modules;
    this.#port = options.port ?? 0;
    this.#kad = new KadClient({ clock: modules.clock });
    this.#store = newStore(modules.clock);
    this.registry = new AnnouncementRegistry(modules);
  }

  /** Listens on loopback. After a stop it comes back on the same port with the same identity, and remembers nothing. */
  async start(): Promise<void> {
    if (this.#host !== null) return;
    const { identity, clock } = this.#modules;
    this.#stopped = new AbortController();
    this.#store = newStore(clock);
    this.#routes.clear();
    this.registry.clear();
    const host = new Host(this.#modules, { listen: parseAddress(`/ip4/127.0.0.1/tcp/${this.#port}`) });
    const gossip = new Gossip(
      { host },
      { topics: [topics.announcements, topics.executorUpdates, topics.modelAnnouncements] },
    );
    gossip.onMessage(({ topic, data }) => {
      if (topic === topics.modelAnnouncements) this.registry.receive(data);
    });
    const server = new KadServer({
      clock,
      store: this.#store,
      policy: {
        provides: () => null,
        closerPeers: () => [...this.#routes.values()],
        addressesOf: (id) => [...this.#routes.values()].find((peer) => sameBytes(peer.id, id))?.addresses ?? [],
      },
      peerIdBytes: identity.peerIdBytes,
      count: () => {},
    });
    host.handle(KAD_PROTOCOL, server.handler, { maxInboundStreams: host.limits.maxKadStreamsPerConnection });
    host.handle(LLM_PROTOCOL, (stream) => stream.close(), {
      maxInboundStreams: host.limits.maxLlmStreamsPerConnection,
    });
    host.onOpen((connection) => this.#meet(host, connection));
    await host.start();
    gossip.start();
    this.#host = host;
    this.#gossip = gossip;
    this.#port = host.listenAddress?.port ?? this.#port;
  }

  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    this.#gossip?.stop();
    this.#gossip = null;
    this.#stopped.abort(new Error('stopped'));
    await host?.stop();
  }

  /** Ends like a killed process: every connection is cut before anything is closed in order. */
  async kill(): Promise<void> {
    for (const connection of this.#host?.connections() ?? []) connection.abort(new Error('killed'));
    await this.stop();
  }

  /** Multiaddr to bootstrap on; valid from the first start on. */
  get address(): string {
    return `/ip4/127.0.0.1/tcp/${this.#port}`;
  }

  get peerId(): string {
    return this.#modules.identity.peerId;
  }

  /** Source ports of the connections of a peer, as this validator sees them. */
  sourcePorts(peerId: string): readonly number[] {
    const connections = this.#host?.connections(peerId) ?? [];
    return connections.flatMap((connection) => tcpAddressOf(connection.remoteAddr)?.port ?? []);
  }

  /** Provider records that it holds for executors. */
  get providers(): readonly KadPeer[] {
    return this.#store.providers(EXECUTOR_KEY);
  }

  /** Peer id bytes in the one record that all executors share; null when nobody put it. */
  get executorRecord(): Uint8Array | null {
    return this.#store.record(EXECUTOR_KEY)?.value ?? null;
  }

  #meet(host: Host, connection: PeerConnection): void {
    const address = tcpAddressOf(connection.remoteAddr);
    const peerId = connection.remotePeer.toString();
    if (address !== null) {
      const route = { id: connection.remotePeer.toMultihash().bytes, addresses: [addressBytes(address)] };
      this.#routes.set(peerId, route);
    }
    host.greetGossip(connection);
    if (this.#routes.size >= MAX_GREETED_PEERS) return;
    const { clock, identity } = this.#modules;
    const signal = this.#stopped.signal;
    void delay(clock, GREETING_DELAY_MS, signal)
      .then(() => this.#kad.findNode(connection, identity.peerIdBytes, { signal }))
      .catch(() => {
        // The peer left meanwhile.
      });
  }
}

function newStore(clock: Clock): KadStore {
  return new KadStore({ clock }, { keys: [EXECUTOR_KEY, VALIDATOR_KEY] });
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
