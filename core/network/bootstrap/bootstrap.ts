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

/** Keeps a connection to every configured address. */
export class Bootstrap implements Startable {
  readonly #nodes: readonly BootstrapNode[];
  #stopped: AbortController | null = null;
  #running: Promise<unknown> = Promise.resolve();

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
    this.#nodes = [...new Set(options.addresses)].map((address) => new BootstrapNode(nodeModules, { address }));
  }

  async start(): Promise<void> {
    if (this.#stopped !== null) return;
    const stopped = new AbortController();
    setMaxListeners(0, stopped.signal);
    this.#stopped = stopped;
    this.#running = Promise.all(this.#nodes.map((node) => node.run(stopped.signal)));
  }

  /** Ends dialling, and the connections with a reset: an orderly end would block our source port for a minute. */
  async stop(): Promise<void> {
    const connections = this.dialled().map(({ connection }) => connection);
    this.#stopped?.abort(new Error('stopped'));
    this.#stopped = null;
    for (const connection of connections) connection.abort(new Error('stopped'));
    await this.#running;
  }

  /** Every configured address and how it fares. */
  statuses(): readonly Omit<BootstrapStatus, 'announced'>[] {
    return this.#nodes.map((node) => node.status);
  }

  /** The connections that are open, each once. */
  dialled(): readonly Dialled[] {
    const open = this.#nodes.flatMap((node) => (node.dialled === null ? [] : [node.dialled]));
    return [...new Map(open.map((dialled) => [dialled.connection.id, dialled])).values()];
  }

  /** True for the peer id of an open connection to a configured address. */
  isConnectedTo(peerId: string): boolean {
    return this.#nodes.some((node) => node.connection?.remotePeer.toString() === peerId);
  }
}
