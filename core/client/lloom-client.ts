import type { Clock } from '../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../foundation/errors/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RandomSource } from '../foundation/random.ts';
import type { Startable } from '../foundation/startable.ts';
import { addressOfPeerId, type Identity } from '../identity/index.ts';
import {
  type ExchangeResult,
  exchangeLlm,
  formatAddress,
  Gossip,
  Host,
  type HostLimits,
  KadClient,
  KadServer,
  KadStore,
  type PeerConnection,
  parseAddress,
  type TcpAddress,
  withDeadline,
} from '../network/index.ts';
import { KAD_PROTOCOL, topics } from '../protocol/index.ts';
import { peerIdOfCall } from './availability.ts';
import { askForExecutors, merge } from './finder.ts';
import type { ClientRequest, FoundExecutor, VerifiedAnswer } from './interface.ts';
import { buildRequest, readAnswer } from './messages.ts';

/** Time for one dial. */
const DIAL_TIMEOUT_MS = 10_000;
/** Time for finding executors, all questions together. */
const FIND_TIMEOUT_MS = 20_000;
/** The network gives up on a request after this. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Peers asked besides the bootstrap nodes when those know no executor. */
const MAX_OTHERS = 8;
/** Executors remembered because they called by themselves. */
const MAX_HEARD = 64;

export interface LloomClientModules {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

export interface LloomClientOptions {
  /** Multiaddrs of nodes to find executors through: validators, or executors themselves. */
  readonly bootstrapPeers: readonly string[];
  readonly limits?: Partial<HostLimits>;
  /** Time for TCP, noise and yamux of one dial, in milliseconds. @defaultValue 10 s */
  readonly dialTimeoutMs?: number;
}

/** A client of the network: finds executors, asks them, and believes no answer that it cannot verify. */
export class LloomClient implements Startable {
  readonly #modules: LloomClientModules;
  readonly #bootstrap: readonly TcpAddress[];
  readonly #host: Host;
  readonly #kad: KadClient;
  readonly #gossip: Gossip;
  readonly #dialTimeoutMs: number;
  readonly #heard = new Map<string, FoundExecutor>();

  /** @throws ExecutorError `NETWORK_ADDRESS_INVALID`. */
  constructor(modules: LloomClientModules, options: LloomClientOptions) {
    this.#modules = modules;
    const { identity, clock, logger } = modules;
    this.#bootstrap = options.bootstrapPeers.map(parseAddress);
    this.#dialTimeoutMs = options.dialTimeoutMs ?? DIAL_TIMEOUT_MS;
    this.#host = new Host(
      { identity, clock, logger },
      { listen: null, limits: options.limits ?? {}, dialTimeoutMs: this.#dialTimeoutMs },
    );
    this.#kad = new KadClient({ clock });
    this.#gossip = new Gossip({ host: this.#host }, { topics: [topics.announcements, topics.executorAnnouncements] });
    this.#gossip.onMessage(({ topic, data, from }) => this.#hear(topic, data, from));
    const server = new KadServer({
      clock,
      store: new KadStore({ clock }, { keys: [] }),
      policy: { provides: () => null, closerPeers: () => [] },
      peerIdBytes: identity.peerIdBytes,
      count: () => {},
    });
    const maxInboundStreams = this.#host.limits.maxKadStreamsPerConnection;
    this.#host.handle(KAD_PROTOCOL, server.handler, { maxInboundStreams });
    this.#host.onOpen((connection) => this.#host.greetGossip(connection));
  }

  get peerId(): string {
    return this.#modules.identity.peerId;
  }

  async start(): Promise<void> {
    await this.#host.start();
    this.#gossip.start();
  }

  async stop(): Promise<void> {
    this.#gossip.stop();
    await this.#host.stop();
  }

  /**
   * Executors known to the bootstrap nodes, in no particular order.
   *
   * @throws ExecutorError `NETWORK_UNREACHABLE` when no bootstrap node answers, `NETWORK_NO_EXECUTOR` when none is
   * known, or the signal's reason.
   */
  findExecutors(options: { readonly signal?: AbortSignal } = {}): Promise<readonly FoundExecutor[]> {
    const { clock } = this.#modules;
    return withDeadline(clock, { timeoutMs: FIND_TIMEOUT_MS, signal: options.signal }, async (signal) => {
      const connections = await this.#connectBootstrap(signal);
      const findings = await Promise.all(connections.map((connection) => this.#ask(connection, signal)));
      const executors = merge([...findings.flatMap((finding) => finding.executors), ...this.#heard.values()]);
      if (executors.length > 0) return executors;
      const others = merge(findings.flatMap((finding) => finding.others)).slice(0, MAX_OTHERS);
      const further = await Promise.all(others.map((other) => this.#askOther(other, signal)));
      const found = merge(further.flat());
      if (found.length === 0) throw new ExecutorError('NETWORK_NO_EXECUTOR');
      return found;
    });
  }

  /**
   * Opens the connection to an executor beforehand.
   *
   * @param executor - Peer id, multiaddr with one, or what `findExecutors` found.
   * @throws ExecutorError `NETWORK_NO_EXECUTOR`, `NETWORK_REQUEST_FAILED` when it cannot be reached, or the reason.
   */
  async connect(
    executor: string | FoundExecutor,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<FoundExecutor> {
    return withDeadline(this.#modules.clock, { timeoutMs: FIND_TIMEOUT_MS, signal: options.signal }, async (signal) => {
      const found = typeof executor === 'string' ? await this.#locate(executor, signal) : executor;
      await this.#open(found, signal);
      return found;
    });
  }

  /**
   * Sends one signed request and returns the verified answer. An executor that closes without an answer, cannot be
   * reached, or whose answer does not verify is left for the next one, as the network's own client does.
   *
   * @throws ExecutorError `NETWORK_UNREACHABLE`, `NETWORK_NO_EXECUTOR`, `NETWORK_REQUEST_FAILED`,
   * `NETWORK_ANSWER_UNVERIFIED`, {@link RefusedError} (`NETWORK_REFUSED`), or the signal's reason.
   */
  request(request: ClientRequest): Promise<VerifiedAnswer> {
    const { clock } = this.#modules;
    const timeoutMs = request.timeoutMs ?? REQUEST_TIMEOUT_MS;
    return withDeadline(clock, { timeoutMs, signal: request.signal }, async (signal) => {
      const startedMs = clock.monotonicMs();
      const candidates =
        request.executor === undefined
          ? this.#shuffled(await this.findExecutors({ signal }))
          : [typeof request.executor === 'string' ? await this.#locate(request.executor, signal) : request.executor];
      const foundMs = clock.monotonicMs() - startedMs;
      let failure: unknown = new ExecutorError('NETWORK_NO_EXECUTOR');
      for (const [index, executor] of candidates.entries()) {
        try {
          const answer = await this.#requestOf(executor, request, { timeoutMs, startedMs, signal });
          const timings = { foundMs, ...answer.timings };
          return { ...answer, executor, failedExecutors: index, timings };
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          if (isExecutorError(error, 'NETWORK_REFUSED')) throw error;
          failure = error;
        }
      }
      throw failure;
    });
  }

  async #requestOf(
    executor: FoundExecutor,
    request: ClientRequest,
    options: { readonly timeoutMs: number; readonly startedMs: number; readonly signal: AbortSignal },
  ) {
    const { clock, identity } = this.#modules;
    const { signal, startedMs } = options;
    const connection = await this.#open(executor, signal);
    const connectedMs = clock.monotonicMs() - startedMs;
    let requestHash = '';
    const makeRequest = () => {
      const { bytes, hash } = buildRequest(identity, executor, request, { nowMs: clock.nowMs(), ...options });
      requestHash = hash;
      return bytes;
    };
    let result: ExchangeResult;
    try {
      result = await exchangeLlm({ clock }, connection, makeRequest, { signal });
    } catch (cause) {
      if (signal.aborted || isExecutorError(cause, 'PROTOCOL_TOO_LARGE')) throw cause;
      throw new ExecutorError('NETWORK_REQUEST_FAILED', { executor: executor.peerId, reason: 'broken' }, { cause });
    }
    const answer = readAnswer(result.bytes, executor, { nowMs: clock.nowMs() });
    const timings = {
      connectedMs,
      sentMs: connectedMs + result.sentMs,
      firstByteMs: connectedMs + (result.firstByteMs ?? result.totalMs),
      totalMs: clock.monotonicMs() - startedMs,
    };
    return { ...answer, requestHash, timings };
  }

  async #connectBootstrap(signal: AbortSignal): Promise<readonly PeerConnection[]> {
    const dials = await Promise.allSettled(this.#bootstrap.map((address) => this.#dial(address, signal)));
    signal.throwIfAborted();
    const connections = dials.flatMap((dial) => (dial.status === 'fulfilled' ? [dial.value] : []));
    if (connections.length === 0)
      throw new ExecutorError('NETWORK_UNREACHABLE', {
        tried: this.#bootstrap.map((address) => formatAddress(address)),
      });
    return connections;
  }

  async #ask(connection: PeerConnection, signal: AbortSignal) {
    const { clock } = this.#modules;
    return askForExecutors({ kad: this.#kad, clock }, connection, signal);
  }

  async #askOther(other: FoundExecutor, signal: AbortSignal): Promise<readonly FoundExecutor[]> {
    try {
      return (await this.#ask(await this.#open(other, signal), signal)).executors;
    } catch (error) {
      if (signal.aborted) throw error;
      return [];
    }
  }

  async #locate(executor: string, signal: AbortSignal): Promise<FoundExecutor> {
    const address = executor.startsWith('/') ? parseAddress(executor) : null;
    const peerId = address === null ? executor : address.peerId;
    const evmAddress = peerId === null ? null : addressOfPeerId(peerId);
    if (peerId === null || evmAddress === null)
      throw new ExecutorError('NETWORK_ADDRESS_INVALID', { address: executor });
    if (address !== null) return { peerId, address: evmAddress, addresses: [formatAddress(address)] };
    if (this.#host.connections(peerId).length > 0) return { peerId, address: evmAddress, addresses: [] };
    const found = (await this.findExecutors({ signal })).find((candidate) => candidate.peerId === peerId);
    if (found === undefined) throw new ExecutorError('NETWORK_NO_EXECUTOR', { executor: peerId });
    return found;
  }

  async #open(executor: FoundExecutor, signal: AbortSignal): Promise<PeerConnection> {
    const [open] = this.#host.connections(executor.peerId);
    if (open !== undefined) return open;
    let cause: unknown;
    for (const address of executor.addresses) {
      try {
        return await this.#dial({ ...parseAddress(address), peerId: executor.peerId }, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        cause = error;
      }
    }
    throw new ExecutorError('NETWORK_REQUEST_FAILED', { executor: executor.peerId, reason: 'unreachable' }, { cause });
  }

  async #dial(address: TcpAddress, signal: AbortSignal): Promise<PeerConnection> {
    const known = this.#openTo(address);
    if (known !== undefined) return known;
    return withDeadline(this.#modules.clock, { timeoutMs: this.#dialTimeoutMs, signal }, async (limit) => {
      return (await this.#host.dial(address, { signal: limit })).connection;
    });
  }

  /** A connection to an address that names no peer can only be known by the address. */
  #openTo(address: TcpAddress): PeerConnection | undefined {
    const text = formatAddress(address);
    return this.#host
      .connections(address.peerId ?? undefined)
      .find((connection) => address.peerId !== null || connection.remoteAddr.toString().startsWith(`${text}/p2p/`));
  }

  #hear(topic: string, data: Uint8Array, from: string): void {
    const peerId = topic === topics.executorAnnouncements ? peerIdOfCall(data) : null;
    if (peerId === null) return;
    const address = addressOfPeerId(peerId);
    // Only what an executor says of itself, over its own connection, is of use: it comes without an address.
    if (address === null || peerId !== from || this.#host.connections(peerId).length === 0) return;
    this.#heard.delete(peerId);
    this.#heard.set(peerId, { peerId, address, addresses: [] });
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > MAX_HEARD && oldest !== undefined) this.#heard.delete(oldest);
  }

  #shuffled(executors: readonly FoundExecutor[]): readonly FoundExecutor[] {
    return executors
      .map((executor) => ({ executor, order: this.#modules.random.fraction() }))
      .sort((left, right) => left.order - right.order)
      .map(({ executor }) => executor);
  }
}
