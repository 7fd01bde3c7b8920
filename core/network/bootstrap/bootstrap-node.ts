import type { Connection } from '@libp2p/interface';
import { type Clock, delay } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { RandomSource } from '../../foundation/random.ts';
import { LLM_PROTOCOL } from '../../protocol/index.ts';
import { parseAddress, type TcpAddress } from '../host/addresses.ts';
import type { Dialled, Host } from '../host/host.ts';
import type { BootstrapStatus } from '../interface.ts';
import { withDeadline } from '../timing/deadline.ts';
import { backoffMs } from './backoff.ts';

/** Time for TCP, noise and yamux of one dial. */
const DIAL_TIMEOUT_MS = 10_000;
/** A connection that lived this long starts the backoff anew. */
const LASTING_MS = 60_000;
/**
 * A connection from another port than the listening one is given up after this, to try again: the system frees a
 * source port for the same destination 60 s after its last connection closed.
 */
const FIRST_SECOND_TRY_MS = 75_000;
const LONGEST_SECOND_TRY_MS = 3_600_000;
/** While a request comes over the connection it is kept; look again after this. */
const BUSY_AGAIN_MS = 5_000;

interface BootstrapNodeModules {
  readonly host: Pick<Host, 'dial' | 'triesListenPort'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  onConnected(dialled: Dialled): void;
  onChange(): void;
}

/** One configured address: dialled, watched, and dialled again, for ever. */
export class BootstrapNode {
  readonly address: TcpAddress;
  readonly #text: string;
  readonly #modules: BootstrapNodeModules;
  #dialled: Dialled | null = null;
  #status: Omit<BootstrapStatus, 'announced' | 'address'>;
  #ephemeralRuns = 0;

  /** @throws ExecutorError `NETWORK_ADDRESS_INVALID`. */
  constructor(modules: BootstrapNodeModules, options: { readonly address: string }) {
    this.#modules = modules;
    this.#text = options.address;
    this.address = parseAddress(options.address);
    this.#status = {
      state: 'connecting',
      peerId: this.address.peerId,
      lastError: null,
      nextTryAtMs: null,
      fromListenPort: null,
    };
  }

  get status(): Omit<BootstrapStatus, 'announced'> {
    return { address: this.#text, ...this.#status };
  }

  /** The open connection; null while there is none. */
  get connection(): Connection | null {
    return this.#dialled?.connection ?? null;
  }

  /** How the present connection was dialled; null while there is none. */
  get dialled(): Dialled | null {
    return this.#dialled;
  }

  /** Keeps the connection until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#modules;
    for (let failures = 0; !signal.aborted; ) {
      const livedMs = await this.#connectOnce(signal);
      if (signal.aborted) return;
      const lasted = livedMs >= LASTING_MS;
      const waitMs = backoffMs(lasted ? 0 : failures, random);
      failures = lasted ? 0 : failures + 1;
      this.#set({ state: 'waiting', nextTryAtMs: Math.round(clock.nowMs() + waitMs) });
      await delay(clock, waitMs, signal).catch(() => {});
    }
  }

  /** @returns How long the connection lived, in milliseconds; 0 when there was none. */
  async #connectOnce(signal: AbortSignal): Promise<number> {
    const { host, clock, logger } = this.#modules;
    this.#set({ state: 'connecting', nextTryAtMs: null });
    try {
      this.#dialled = await withDeadline(clock, { timeoutMs: DIAL_TIMEOUT_MS, signal }, (limit) =>
        host.dial(this.address, { signal: limit }),
      );
    } catch (error) {
      if (!signal.aborted) this.#set({ lastError: dialErrorCode(error) });
      logger.debug('a bootstrap node cannot be dialled', { address: this.#text }, error);
      return 0;
    }
    const { connection, fromListenPort } = this.#dialled;
    const connectedMs = clock.monotonicMs();
    const peerId = connection.remotePeer.toString();
    this.#set({ state: 'connected', peerId, lastError: null, fromListenPort });
    logger.info('connected to a bootstrap node', { address: this.#text, fromListenPort });
    this.#modules.onConnected(this.#dialled);
    const giveUp = fromListenPort ? () => {} : this.#retireLater(connection);
    await closed(connection, signal);
    giveUp();
    this.#dialled = null;
    this.#set({ fromListenPort: null });
    if (!signal.aborted) logger.info('the connection to a bootstrap node ended', { address: this.#text });
    return clock.monotonicMs() - connectedMs;
  }

  /** Gives the listening port another chance, ever less often, and not in the middle of a request. */
  #retireLater(connection: Connection): () => void {
    const { host, clock } = this.#modules;
    if (!host.triesListenPort) return () => {};
    const waitMs = Math.min(LONGEST_SECOND_TRY_MS, FIRST_SECOND_TRY_MS * 2 ** this.#ephemeralRuns++);
    const retire = () => {
      if (connection.streams.some((stream) => stream.protocol === LLM_PROTOCOL)) {
        cancel = clock.setTimer(retire, BUSY_AGAIN_MS);
        return;
      }
      connection.abort(new Error('trying the listening port again'));
    };
    let cancel = clock.setTimer(retire, waitMs);
    return () => cancel();
  }

  #set(change: Partial<Omit<BootstrapStatus, 'announced' | 'address'>>): void {
    this.#status = { ...this.#status, ...change };
    this.#modules.onChange();
  }
}

function closed(connection: Connection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      connection.removeEventListener('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted || connection.status !== 'open') return done();
    connection.addEventListener('close', done);
    signal.addEventListener('abort', done);
  });
}

/** A constant name for a failed dial; never text of the peer. */
function dialErrorCode(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (code === 'PROTOCOL_TIMEOUT' || name === 'TimeoutError' || name === 'AbortError') return 'TIMEOUT';
  if (typeof code === 'string' && /^[A-Z][A-Z_]{2,40}$/.test(code)) return code;
  if (name === 'UnexpectedPeerError' || name === 'InvalidPeerIdError') return 'WRONG_PEER';
  if (name === 'EncryptionFailedError' || name === 'MuxerUnavailableError') return 'NOT_A_NODE';
  return 'FAILED';
}
