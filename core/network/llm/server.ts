import type { Connection, Stream } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import { MAX_REQUEST_BYTES } from '../../protocol/index.ts';
import type { StreamHandler } from '../host/host.ts';
import { readToEnd, writeAll } from '../host/streams.ts';
import type { InboundHandler, InboundReply, InboundRequest } from '../interface.ts';
import { withDeadline } from '../timing/deadline.ts';
import { Watchdog } from '../timing/watchdog.ts';
import { ByteBudget, type ByteShare } from './byte-budget.ts';
import { Workload } from './workload.ts';

/** Longest time for a request to arrive in full. The network allows 1 MiB. */
const READ_TIMEOUT_MS = 30_000;
/** Longest time in which the client takes no part of the answer. */
const WRITE_STALL_MS = 30_000;
/** Longest time for the whole answer, 10 MiB at 35 KiB a second. */
const WRITE_TIMEOUT_MS = 300_000;

interface LlmServerModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly handler: InboundHandler;
  /** Counts what happens, by constant name. */
  count(name: string): void;
  /** Told when the peer of this connection sent what no client of the network sends. */
  onFault(connection: Connection): void;
}

/** A request as read from its stream, without what its connection tells. */
type ReadRequest = Pick<InboundRequest, 'bytes' | 'openedAtMs' | 'signal'>;

/** `/lloom/llm/1.0.0` as the network's executors serve it: one CBOR value in, half-close, one CBOR value out, close. */
export class LlmServer {
  readonly #modules: LlmServerModules;
  readonly #budget: ByteBudget;
  readonly #workload = new Workload<Connection>();
  #stopping = new AbortController();

  /** @param options.maxHeldBytes - Requests that are being received or wait for their reply, all peers together. */
  constructor(modules: LlmServerModules, options: { readonly maxHeldBytes: number }) {
    this.#modules = modules;
    this.#budget = new ByteBudget(options.maxHeldBytes);
  }

  /** Serves again after a stop. */
  start(): void {
    if (this.#stopping.signal.aborted) this.#stopping = new AbortController();
  }

  /** Aborts every running request. */
  stop(): void {
    this.#stopping.abort(new ExecutorError('NETWORK_STOPPED'));
  }

  /** True while a request of this connection, read in full, is not done with. */
  isWorkingFor(connection: Connection): boolean {
    return this.#workload.has(connection);
  }

  /** Serves one stream; to be registered for `LLM_PROTOCOL`. */
  readonly handler: StreamHandler = async (stream, connection) => {
    this.#modules.count('inboundRequests');
    const gone = new AbortController();
    const share = this.#budget.open();
    const onClose = () => gone.abort(new ExecutorError('PROTOCOL_STREAM_RESET'));
    const stopping = this.#stopping.signal;
    const onStopping = () => gone.abort(stopping.reason);
    stream.addEventListener('close', onClose);
    stopping.addEventListener('abort', onStopping);
    try {
      if (stopping.aborted) throw new ExecutorError('NETWORK_STOPPED');
      const openedAtMs = this.#modules.clock.nowMs();
      const bytes = await this.#read(stream, connection, { share, gone: gone.signal });
      const request = { bytes, openedAtMs, signal: gone.signal };
      await this.#workload.run(connection, () => this.#serve(stream, connection, request, share));
    } catch (error) {
      this.#modules.count(counterOf(error));
      stream.abort(error instanceof Error ? error : new Error('request stream failed'));
    } finally {
      share.release();
      stream.removeEventListener('close', onClose);
      stopping.removeEventListener('abort', onStopping);
    }
  };

  async #serve(stream: Stream, connection: Connection, request: ReadRequest, share: ByteShare): Promise<void> {
    const reply = await this.#ask(request, connection);
    share.release();
    if (reply.kind === 'answer') return this.#answer(stream, reply, request.signal);
    if (reply.fault === true) this.#modules.onFault(connection);
    await stream.close();
  }

  async #read(
    stream: Stream,
    connection: Connection,
    { share, gone }: { readonly share: ByteShare; readonly gone: AbortSignal },
  ): Promise<Uint8Array> {
    const limits = { timeoutMs: READ_TIMEOUT_MS, signal: gone };
    try {
      const bytes = await withDeadline(this.#modules.clock, limits, (signal) =>
        readToEnd(stream, { maxBytes: MAX_REQUEST_BYTES, signal, onBytes: (count) => share.take(count) }),
      );
      if (bytes.byteLength === 0) throw new ExecutorError('PROTOCOL_MALFORMED');
      return bytes;
    } catch (error) {
      if (isFault(error)) this.#modules.onFault(connection);
      throw error;
    }
  }

  async #ask(request: ReadRequest, connection: Connection): Promise<InboundReply> {
    const peerId = connection.remotePeer.toString();
    try {
      return await this.#modules.handler({ ...request, peerId, remoteAddress: remoteAddressOf(connection) });
    } catch (error) {
      this.#modules.logger.error('the request handler failed', { peer: peerId }, error);
      return { kind: 'close' };
    }
  }

  async #answer(stream: Stream, reply: Extract<InboundReply, { kind: 'answer' }>, gone: AbortSignal): Promise<void> {
    let complete = false;
    try {
      const { clock } = this.#modules;
      await withDeadline(
        clock,
        { timeoutMs: WRITE_TIMEOUT_MS, signal: reply.signal ? AbortSignal.any([gone, reply.signal]) : gone },
        async (limit) => {
          const watchdog = new Watchdog({ clock }, { stallMs: WRITE_STALL_MS, signal: limit });
          try {
            await writeAll(stream, reply.bytes, { signal: watchdog.signal, onPiece: () => watchdog.feed() });
            await stream.close({ signal: watchdog.signal });
          } finally {
            watchdog.clear();
          }
        },
      );
      complete = stream.status !== 'reset' && stream.status !== 'aborted';
    } finally {
      this.#modules.count(complete ? 'answersHandedOver' : 'answersLost');
      try {
        reply.onHandedOver(complete);
      } catch (error) {
        this.#modules.logger.error('settling an answer failed', {}, error);
      }
    }
  }
}

function remoteAddressOf(connection: Connection): string {
  return connection.remoteAddr.toString().replace(/\/p2p\/[^/]+$/, '');
}

function counterOf(error: unknown): string {
  if (isExecutorError(error, 'PROTOCOL_TOO_LARGE')) return 'requestsTooLarge';
  if (isExecutorError(error, 'QUEUE_FULL')) return 'requestsOverBudget';
  if (isExecutorError(error, 'PROTOCOL_STREAM_RESET')) return 'requestsReset';
  return 'requestsFailed';
}

/** A reset is a client that left, and a full house is not the fault of whoever comes. */
function isFault(error: unknown): boolean {
  const codes = ['PROTOCOL_TOO_LARGE', 'PROTOCOL_TIMEOUT', 'PROTOCOL_MALFORMED'] as const;
  return codes.some((code) => isExecutorError(error, code));
}
