import net from 'node:net';
import {
  type Connection,
  type CreateListenerOptions,
  type DialTransportOptions,
  type Listener,
  serviceCapabilities,
  type Transport,
  transportSymbol,
} from '@libp2p/interface';
import { type TCPDialEvents, tcp } from '@libp2p/tcp';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { sourceAddressFor } from '../source-address.ts';
import { bindListenPort, canBindListenPort } from './bound-socket.ts';
import { PausableListener } from './pausable-listener.ts';

/** One way for a dial to get the listening port as its source port. */
type SourcePortWay =
  /** A second socket on the port, by SO_REUSEPORT. */
  | 'bound-socket'
  /** A socket on the machine's own address beside a listener on all addresses, as Windows and macOS allow it. */
  | 'specific-address'
  /** Any system: the listener lets the port go for the moment of the bind. */
  | 'pause-listener';

/** How dials get their source port: one of the ways, none of them, or what suits this system. */
export type SourcePortMode = 'auto' | SourcePortWay | 'ephemeral';

type TcpTransport = ReturnType<ReturnType<typeof tcp>>;
type DialOptions = DialTransportOptions<TCPDialEvents>;

/** Failures of the bind itself, after which another source port may still work. */
const BIND_FAILURES: readonly string[] = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EINVAL', 'EACCES', 'ENOTSUP', 'EPERM'];

/** First delay of TCP keep-alive, which ends connections whose machine is gone. */
const KEEP_ALIVE_DELAY_MS = 30_000;

/**
 * TCP that dials from the port it listens on.
 *
 * A validator hands our source address to clients, so a connection from any other port makes them dial a dead address.
 */
export class ListenPortTransport implements Transport<TCPDialEvents> {
  readonly [transportSymbol] = true as const;
  readonly [Symbol.toStringTag] = 'listen-port-tcp';
  readonly [serviceCapabilities]: string[] = ['@libp2p/transport'];

  readonly #inner: TcpTransport;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #ways: readonly SourcePortWay[];
  readonly #listeners = new Set<PausableListener>();
  readonly #fromListenPort = new WeakSet<Connection>();
  /** Failures that the log has told since the last success: an address that cannot be reached is dialled for ever. */
  readonly #told = new Set<string>();
  #pausing: Promise<void> = Promise.resolve();

  constructor(
    modules: { components: Parameters<ReturnType<typeof tcp>>[0]; clock: Clock; logger: Logger },
    options: { sourcePort: SourcePortMode },
  ) {
    this.#clock = modules.clock;
    this.#logger = modules.logger;
    this.#ways = waysOf(options.sourcePort);
    const socketOptions = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS, noDelay: true };
    const listenOptions = this.#ways.includes('bound-socket') ? { ...socketOptions, reusePort: true } : socketOptions;
    this.#inner = tcp({ dialOpts: socketOptions, listenOpts: listenOptions })(modules.components);
  }

  /** True when it tries at all to dial from the listening port. */
  get triesListenPort(): boolean {
    return this.#ways.length > 0;
  }

  /** True when our end of this outbound connection is the listening port. */
  isFromListenPort(connection: Connection): boolean {
    return this.#fromListenPort.has(connection);
  }

  async dial(address: Multiaddr, options: DialOptions): Promise<Connection> {
    const listener = this.#listenerFor(address);
    for (const way of listener === undefined ? [] : this.#ways) {
      try {
        const connection = await this.#dialFrom(listener as Listening, way, address, options);
        this.#fromListenPort.add(connection);
        this.#told.clear();
        return connection;
      } catch (error) {
        const code = (error as { code?: unknown } | null)?.code;
        if (options.signal.aborted || typeof code !== 'string' || !BIND_FAILURES.includes(code)) throw error;
        const level = this.#told.has(`${way} ${code}`) ? 'debug' : 'warn';
        this.#told.add(`${way} ${code}`);
        this.#logger[level]('the listening port cannot be dialled from this way', { way, code });
      }
    }
    return this.#inner.dial(address, { ...options });
  }

  createListener(options: CreateListenerOptions): Listener {
    const listener = new PausableListener({
      listener: this.#inner.createListener(options),
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#listeners.add(listener);
    listener.addEventListener('close', () => this.#listeners.delete(listener));
    return listener;
  }

  listenFilter(addresses: Multiaddr[]): Multiaddr[] {
    return this.#inner.listenFilter(addresses);
  }

  dialFilter(addresses: Multiaddr[]): Multiaddr[] {
    return this.#inner.dialFilter(addresses);
  }

  async #dialFrom(
    listener: Listening,
    way: SourcePortWay,
    address: Multiaddr,
    options: DialOptions,
  ): Promise<Connection> {
    const { host, port } = listener;
    if (way === 'pause-listener') return this.#dialPaused(listener, address, options);
    const bound =
      way === 'bound-socket'
        ? { ...options, handle: bindListenPort(host, port) }
        : { ...options, localAddress: (await sourceAddressFor(address)) ?? host, localPort: port };
    return this.#inner.dial(address, bound);
  }

  async #dialPaused(listener: Listening, address: Multiaddr, options: DialOptions): Promise<Connection> {
    const before = this.#pausing;
    const done = Promise.withResolvers<void>();
    this.#pausing = done.promise;
    await before;
    let dialling: Promise<Connection>;
    try {
      options.signal.throwIfAborted();
      const bound = { ...options, localAddress: listener.host, localPort: listener.port };
      const { result, listening } = listener.pausable.whilePaused(() => this.#inner.dial(address, bound));
      dialling = result;
      void listening.finally(() => done.resolve());
    } catch (error) {
      done.resolve();
      throw error;
    }
    return await dialling;
  }

  #listenerFor(address: Multiaddr): Listening | undefined {
    const wantsIpv6 = address.getComponents()[0]?.name === 'ip6';
    for (const pausable of this.#listeners) {
      const endpoint = pausable.endpoint;
      if (endpoint !== null && net.isIPv6(endpoint.host) === wantsIpv6) return { pausable, ...endpoint };
    }
    return undefined;
  }
}

interface Listening {
  readonly pausable: PausableListener;
  readonly host: string;
  readonly port: number;
}

function waysOf(mode: SourcePortMode): readonly SourcePortWay[] {
  if (mode === 'ephemeral') return [];
  if (mode !== 'auto') return [mode];
  // On Windows a paused listener could not come back: its port stays with the connection that was dialled from it.
  if (process.platform === 'win32') return ['specific-address'];
  if (process.platform === 'darwin') return ['specific-address', 'pause-listener'];
  return [canBindListenPort() ? 'bound-socket' : 'pause-listener'];
}
