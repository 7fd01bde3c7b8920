import type { Connection } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { KadClient } from '../kad/client.ts';
import { Repeating } from '../timing/repeating.ts';

/** Time for one probe. */
const PROBE_TIMEOUT_MS = 10_000;
/** Probes that must fail one after another. */
const PROBES = 2;

/**
 * Ends connections whose other side silently stopped answering: nothing arrives, not even a reset.
 * The network's nodes know no ping, so a Kademlia stream is opened instead.
 */
export class Liveness {
  readonly #clock: Clock;
  readonly #kad: KadClient;
  readonly #logger: Logger;

  constructor(modules: { clock: Clock; kad: KadClient; logger: Logger }) {
    this.#clock = modules.clock;
    this.#kad = modules.kad;
    this.#logger = modules.logger;
  }

  /** Watches one connection until it closes. */
  watch(connection: Connection, options: { readonly everyMs: number }): void {
    const ended = new AbortController();
    const work = () => this.#probe(connection, ended.signal);
    const repeating = new Repeating({ clock: this.#clock, work }, options);
    connection.addEventListener('close', () => {
      ended.abort(new Error('the connection closed'));
      repeating.stop();
    });
    if (connection.status === 'open') repeating.start();
  }

  async #probe(connection: Connection, signal: AbortSignal): Promise<void> {
    for (let probe = 0; probe < PROBES; probe++) {
      try {
        await this.#kad.probe(connection, { timeoutMs: PROBE_TIMEOUT_MS, signal });
        return;
      } catch {
        if (signal.aborted || connection.status !== 'open') return;
      }
    }
    this.#logger.info('a peer stopped answering, its connection is dropped', {
      peer: connection.remotePeer.toString(),
    });
    connection.abort(new Error('the peer stopped answering'));
  }
}
