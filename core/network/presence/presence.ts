import type { Connection } from '@libp2p/interface';
import { type Clock, delay } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import { EXECUTOR_KEY } from '../../protocol/index.ts';
import { addressBytes, formatAddress, type TcpAddress } from '../host/addresses.ts';
import type { Dialled, Host } from '../host/host.ts';
import type { KadClient } from '../kad/client.ts';
import { Repeating } from '../timing/repeating.ts';
import { MAX_PUBLISHED, publishedAddresses } from './published-addresses.ts';

/** Records live 48 h at their holders, but a holder that restarts forgets them. */
const AGAIN_MS = 4 * 60_000;
/** A new peer may still be setting up; the network's nodes ask after as long. */
const GREETING_DELAY_MS = 500;
/** Greetings under way at once; more wait for their peer to ask us first. */
const MAX_GREETINGS = 256;

interface PresenceModules {
  readonly host: Host;
  readonly kad: KadClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Multihash of our peer id. */
  readonly peerIdBytes: Uint8Array;
  /** Connections to the bootstrap nodes. */
  dialled(): readonly Dialled[];
}

/** Makes clients find us: records with the bootstrap nodes, and a first question to each new peer. */
export class Presence implements Startable {
  readonly #modules: PresenceModules;
  readonly #publishes: boolean;
  #external: TcpAddress | null;
  readonly #repeating: Repeating;
  readonly #published = new Map<string, TcpAddress>();
  #offering = false;
  #greetings = 0;
  #stopped = new AbortController();
  #unsubscribe: (() => void) | null = null;

  /** @param options.publishes - False where Kademlia is off: then nobody is told and nobody is asked. */
  constructor(
    modules: PresenceModules,
    options: { readonly external: TcpAddress | null; readonly publishes: boolean },
  ) {
    this.#modules = modules;
    this.#external = options.external;
    this.#publishes = options.publishes;
    this.#repeating = new Repeating({ clock: modules.clock, work: () => this.#publishAll() }, { everyMs: AGAIN_MS });
  }

  async start(): Promise<void> {
    if (this.#unsubscribe !== null) return;
    this.#stopped = new AbortController();
    this.#unsubscribe = this.#modules.host.onOpen((connection) => this.#greetLater(connection));
    if (this.#publishes) this.#repeating.start();
    await this.#rememberPublished(null);
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#repeating.stop();
    this.#stopped.abort(new Error('stopped'));
  }

  /** Multiaddrs that clients are told. */
  get addresses(): readonly string[] {
    return [...this.#published.keys()];
  }

  /** Whether there is anything to be found for. Records cannot be withdrawn, they are just not repeated. */
  setOffering(offering: boolean): void {
    if (offering === this.#offering) return;
    this.#offering = offering;
    if (offering) void this.#publishAll();
  }

  /** The binary addresses that a peer who asks us is told; null while we offer nothing. */
  ownAddresses(): readonly Uint8Array[] | null {
    return this.#offering ? [...this.#published.values()].map(addressBytes) : null;
  }

  /** Publishes another address of ours from now on; null finds it out. The address before lives on in old records. */
  setExternal(external: TcpAddress | null): void {
    const [before, after] = [this.#external, external].map((address) => address && formatAddress(address));
    if (before === after) return;
    this.#external = external;
    this.#published.clear();
    if (this.#unsubscribe === null) return;
    void this.#rememberPublished(null).then(() => this.#publishAll());
  }

  /** Publishes our records with one bootstrap node. Never rejects. */
  async publish({ connection, fromListenPort }: Dialled): Promise<void> {
    if (!this.#publishes) return void (await this.#rememberPublished(connection));
    const { kad, logger, peerIdBytes } = this.#modules;
    const signal = this.#stopped.signal;
    try {
      const addresses = await this.#rememberPublished(connection);
      if (this.#offering) {
        const provider = { id: peerIdBytes, addresses: addresses.map(addressBytes) };
        await kad.addProvider(connection, EXECUTOR_KEY, provider, { signal });
        // From another port the record would only lead clients to the dead source address.
        if (fromListenPort) {
          const record = { key: EXECUTOR_KEY, value: peerIdBytes, publisher: peerIdBytes, ttlSec: null };
          await kad.putValue(connection, record, { signal });
        }
      }
      await kad.findNode(connection, peerIdBytes, { signal });
    } catch (error) {
      if (!signal.aborted) logger.debug('publishing our records failed', {}, error);
    }
  }

  async #publishAll(): Promise<void> {
    await Promise.all(this.#modules.dialled().map((dialled) => this.publish(dialled)));
  }

  async #rememberPublished(connection: Connection | null): Promise<readonly TcpAddress[]> {
    const listen = this.#modules.host.listenAddress;
    if (listen === null) return [];
    const remote = connection?.remoteAddr ?? null;
    const addresses = await publishedAddresses({ external: this.#external, listen, remote });
    for (const address of addresses) {
      this.#published.delete(formatAddress(address));
      this.#published.set(formatAddress(address), address);
    }
    // A machine that moves from network to network leaves its old addresses behind.
    for (const text of [...this.#published.keys()].slice(0, -MAX_PUBLISHED)) this.#published.delete(text);
    return addresses;
  }

  /** A peer whose routing table is filled by our asking first finds executors through us; so ask each one once. */
  #greetLater(connection: Connection): void {
    if (!this.#publishes || this.#greetings >= MAX_GREETINGS) return;
    this.#greetings++;
    const { clock, kad, peerIdBytes } = this.#modules;
    const signal = this.#stopped.signal;
    void delay(clock, GREETING_DELAY_MS, signal)
      .then(() => (connection.status === 'open' ? kad.findNode(connection, peerIdBytes, { signal }) : undefined))
      .catch(() => {
        // A peer without Kademlia, or one that left; nothing depends on it.
      })
      .finally(() => {
        this.#greetings--;
      });
  }
}
