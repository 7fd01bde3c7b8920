import net from 'node:net';
import type { Listener, ListenerEvents } from '@libp2p/interface';
import { TypedEventEmitter } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { type Clock, delay } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';

/** Waits between attempts to listen again, in milliseconds; the last one repeats. */
const LISTEN_AGAIN_DELAYS_MS = [50, 100, 250, 500, 1_000, 5_000] as const;

/**
 * A TCP listener whose port can be let go for a moment without touching the connections it accepted.
 *
 * The listener of @libp2p/tcp destroys those in its `close()`, so only the handle of its `net.Server` is closed here.
 * Events of such a pause are kept from libp2p, which would forget the listener.
 */
export class PausableListener extends TypedEventEmitter<ListenerEvents> implements Listener {
  readonly #inner: Listener;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closed = new AbortController();
  #paused = false;

  constructor(modules: { listener: Listener; clock: Clock; logger: Logger }) {
    super();
    this.#logger = modules.logger;
    this.#inner = modules.listener;
    this.#clock = modules.clock;
    this.#inner.addEventListener('listening', () => {
      if (!this.#paused) this.safeDispatchEvent('listening');
    });
    this.#inner.addEventListener('error', (event) => {
      if (!this.#paused) this.safeDispatchEvent('error', { detail: event.detail });
    });
    this.#inner.addEventListener('close', () => {
      if (this.#closed.signal.aborted) this.safeDispatchEvent('close');
    });
  }

  listen(address: Multiaddr): Promise<void> {
    return this.#inner.listen(address);
  }

  getAddrs(): Multiaddr[] {
    return this.#inner.getAddrs();
  }

  updateAnnounceAddrs(addresses: Multiaddr[]): void {
    this.#inner.updateAnnounceAddrs(addresses);
  }

  close(): Promise<void> {
    this.#closed.abort();
    return this.#inner.close();
  }

  /** Host and port it listens on; null when it does not, or when the library changed too much to know. */
  get endpoint(): { readonly host: string; readonly port: number } | null {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? { host: address.address, port: address.port } : null;
  }

  /**
   * Lets the port go, calls `action`, and listens again.
   * `action` must queue its bind synchronously: Node then binds it before the listener, about 0.2 ms apart.
   *
   * @returns What `action` returned, and a promise of listening again, which ends early when the listener is closed.
   */
  whilePaused<Result>(action: () => Result): { readonly result: Result; readonly listening: Promise<void> } {
    const server = this.#server;
    const endpoint = this.endpoint;
    if (server === undefined || endpoint === null) throw new Error('the listener cannot be paused');
    this.#paused = true;
    server.close();
    try {
      const result = action();
      return { result, listening: this.#listenAgain(server, endpoint) };
    } catch (error) {
      void this.#listenAgain(server, endpoint);
      throw error;
    }
  }

  async #listenAgain(server: net.Server, endpoint: { host: string; port: number }): Promise<void> {
    for (let attempt = 0; !this.#closed.signal.aborted; attempt++) {
      if (await listenOnce(server, endpoint)) break;
      if (attempt === 0) this.#logger.error('another program took the listen port, trying to get it back', endpoint);
      const waitMs = LISTEN_AGAIN_DELAYS_MS[attempt] ?? 5_000;
      await delay(this.#clock, waitMs, this.#closed.signal).catch(() => {});
    }
    this.#paused = false;
  }

  get #server(): net.Server | undefined {
    const { server } = this.#inner as { server?: unknown };
    return server instanceof net.Server ? server : undefined;
  }
}

function listenOnce(server: net.Server, endpoint: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (listening: boolean) => () => {
      server.off('listening', onListening);
      server.off('error', onError);
      resolve(listening);
    };
    const onListening = settle(true);
    const onError = settle(false);
    server.once('listening', onListening);
    server.once('error', onError);
    server.listen({ host: endpoint.host, port: endpoint.port, ipv6Only: net.isIPv6(endpoint.host) });
  });
}
