import type { Connection, Stream } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { KAD_PROTOCOL } from '../../protocol/index.ts';
import { writeAll } from '../host/streams.ts';
import { withDeadline } from '../timing/deadline.ts';
import { frameKad, KadReader } from './framing.ts';
import { type KadMessage, type KadPeer, type KadRecord, KadType, kadMessage } from './messages.ts';

/** Time for one call, opening its stream included. */
const CALL_TIMEOUT_MS = 10_000;

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue 10 s */
  readonly timeoutMs?: number;
}

/** The asking side of Kademlia: one call, one stream, always on a connection that is open already. */
export class KadClient {
  readonly #clock: Clock;
  readonly #probeProtocol: string;

  /** @param options.probeProtocol - What a probe offers to speak; default is Kademlia. */
  constructor(modules: { readonly clock: Clock }, options: { readonly probeProtocol?: string } = {}) {
    this.#clock = modules.clock;
    this.#probeProtocol = options.probeProtocol ?? KAD_PROTOCOL;
  }

  /** Peers near a key. Asked of a peer that just connected, it also makes that peer ask us. */
  async findNode(connection: Connection, key: Uint8Array, options: CallOptions = {}): Promise<readonly KadPeer[]> {
    return (await this.#call(connection, kadMessage(KadType.FIND_NODE, { key }), options)).closerPeers;
  }

  /** Providers of a key, and other peers to ask. */
  getProviders(connection: Connection, key: Uint8Array, options: CallOptions = {}): Promise<KadMessage> {
    return this.#call(connection, kadMessage(KadType.GET_PROVIDERS, { key }), options);
  }

  /** The value of a key, and other peers to ask. */
  getValue(connection: Connection, key: Uint8Array, options: CallOptions = {}): Promise<KadMessage> {
    return this.#call(connection, kadMessage(KadType.GET_VALUE, { key }), options);
  }

  /** Stores a value with a peer, which repeats the message. */
  async putValue(connection: Connection, record: KadRecord, options: CallOptions = {}): Promise<void> {
    await this.#call(connection, kadMessage(KadType.PUT_VALUE, { key: record.key, record }), options);
  }

  /** Names a provider of a key; it is taken only from that provider itself, and not answered. */
  addProvider(
    connection: Connection,
    key: Uint8Array,
    provider: KadPeer,
    { signal, timeoutMs = CALL_TIMEOUT_MS }: CallOptions = {},
  ): Promise<void> {
    return withDeadline(this.#clock, { timeoutMs, signal }, async (limit) => {
      const stream = await openKad(connection, limit);
      await closing(stream, async () => {
        const message = kadMessage(KadType.ADD_PROVIDER, { key, providerPeers: [provider] });
        await writeAll(stream, frameKad(message), { signal: limit });
        await stream.close({ signal: limit });
      });
    });
  }

  /**
   * Sees whether the other side is still there. Agreeing on a protocol, or not, is enough: a node of the network that
   * is busy with a long request does not answer the message itself.
   */
  probe(connection: Connection, { signal, timeoutMs = CALL_TIMEOUT_MS }: CallOptions = {}): Promise<void> {
    return withDeadline(this.#clock, { timeoutMs, signal }, async (limit) => {
      try {
        const stream = await open(connection, this.#probeProtocol, limit);
        stream.abort(new Error('nothing to ask'));
      } catch (error) {
        if ((error as { name?: unknown } | null)?.name !== 'UnsupportedProtocolError') throw error;
      }
    });
  }

  #call(
    connection: Connection,
    question: KadMessage,
    { signal, timeoutMs = CALL_TIMEOUT_MS }: CallOptions,
  ): Promise<KadMessage> {
    return withDeadline(this.#clock, { timeoutMs, signal }, async (limit) => {
      const stream = await openKad(connection, limit);
      return closing(stream, async () => {
        const reader = new KadReader(stream);
        await writeAll(stream, frameKad(question), { signal: limit });
        await stream.close({ signal: limit });
        const answer = await reader.next(limit);
        if (answer === null) throw new ExecutorError('PROTOCOL_STREAM_RESET');
        if (answer.type !== question.type) throw new ExecutorError('PROTOCOL_UNEXPECTED_MESSAGE');
        return answer;
      });
    });
  }
}

const openKad = (connection: Connection, signal: AbortSignal) => open(connection, KAD_PROTOCOL, signal);

function open(connection: Connection, protocol: string, signal: AbortSignal): Promise<Stream> {
  return connection.newStream(protocol, { signal, runOnLimitedConnection: true });
}

/** Resets the stream when the work on it fails, so that none stays open. */
async function closing<Result>(stream: Stream, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const failure = error instanceof Error ? error : new Error('the stream failed');
    stream.abort(failure);
    throw failure;
  }
}
