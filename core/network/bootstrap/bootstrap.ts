import { setMaxListeners } from 'node:events';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { RandomSource } from '../../foundation/random.ts';
import type { Startable } from '../../foundation/startable.ts';
import type { Dialled, Host } from '../host/host.ts';
import type { BootstrapStatus } from '../interface.ts';
import { BootstrapNode } from './bootstrap-node.ts';
import type { Liveness } from './liveness.ts';

/** Between two probes of a bootstrap node. One that went silent is noticed after 35 s at most. */
const LIVENESS_MS = 15_000;

interface BootstrapModules {
  readonly host: Host;
  readonly liveness: Liveness;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Told about each new connection to a configured address. */
  onConnected(dialled: Dialled): void;
  onChange(): void;
}

/** A configured address that is looked after. */
interface Tended {
  /** Ends it, and its connection with a reset: an orderly end would block our source port for a minute. */
  end(): Promise<void>;
}

/** Keeps a connection to every configured address. */
export class Bootstrap implements Startable {
  readonly #newNode: (address: string) => BootstrapNode;
  #nodes: ReadonlyMap<string, BootstrapNode> = new Map();
  readonly #tended = new Map<string, Tended>();
  #started = false;

  /** @throws ExecutorError `NETWORK_ADDRESS_INVALID`. */
  constructor(modules: BootstrapModules, options: { readonly addresses: readonly string[] }) {
    const { liveness, onConnected } = modules;
    const nodeModules = {
      ...modules,
      onConnected: (dialled: Dialled) => {
        liveness.watch(dialled.connection, { everyMs: LIVENESS_MS });
        onConnected(dialled);
      },
    };
    this.#newNode = (address) => new BootstrapNode(nodeModules, { address });
    this.#nodes = this.#nodesOf(options.addresses);
  }

  async start(): Promise<void> {
    this.#started = true;
    this.#tend();
  }

  /** Ends dialling and the connections. */
  async stop(): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#tended.values()].map(({ end }) => end()));
    this.#tended.clear();
  }

  /**
   * Looks after these addresses instead. Those that were there already keep their connection.
   *
   * @throws ExecutorError `NETWORK_ADDRESS_INVALID`; nothing was changed then.
   */
  setAddresses(addresses: readonly string[]): void {
    this.#nodes = this.#nodesOf(addresses);
    if (this.#started) this.#tend();
  }

  #nodesOf(addresses: readonly string[]): ReadonlyMap<string, BootstrapNode> {
    return new Map(addresses.map((address) => [address, this.#nodes.get(address) ?? this.#newNode(address)]));
  }

  /** Begins with what is new and ends what is no longer wanted. */
  #tend(): void {
    for (const [address, { end }] of this.#tended) {
      if (this.#nodes.has(address)) continue;
      this.#tended.delete(address);
      void end();
    }
    for (const [address, node] of this.#nodes) {
      if (!this.#tended.has(address)) this.#tended.set(address, tend(node));
    }
  }

  /** Every configured address and how it fares. */
  statuses(): readonly Omit<BootstrapStatus, 'announced'>[] {
    return [...this.#nodes.values()].map((node) => node.status);
  }

  /** The connections that are open, each once. */
  dialled(): readonly Dialled[] {
    const open = [...this.#nodes.values()].flatMap((node) => (node.dialled === null ? [] : [node.dialled]));
    return [...new Map(open.map((dialled) => [dialled.connection.id, dialled])).values()];
  }

  /** True for the peer id of an open connection to a configured address. */
  isConnectedTo(peerId: string): boolean {
    return [...this.#nodes.values()].some((node) => node.connection?.remotePeer.toString() === peerId);
  }
}

function tend(node: BootstrapNode): Tended {
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  const running = node.run(stopped.signal);
  return {
    end() {
      const { connection } = node;
      stopped.abort(new Error('stopped'));
      connection?.abort(new Error('stopped'));
      return running;
    },
  };
}
