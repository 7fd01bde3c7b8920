import type { Stream } from '@libp2p/interface';
import * as varint from 'uint8-varint';
import { Uint8ArrayList } from 'uint8arraylist';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { decodeKad, encodeKad, MAX_KAD_MESSAGE_BYTES } from './codec.ts';
import type { KadMessage } from './messages.ts';

/** Bytes of the length prefix of the largest message. */
const MAX_PREFIX_BYTES = varint.encodingLength(MAX_KAD_MESSAGE_BYTES);

/** One message with its length prefix. */
export function frameKad(message: KadMessage): Uint8Array {
  const body = encodeKad(message);
  const framed = new Uint8Array(varint.encodingLength(body.byteLength) + body.byteLength);
  varint.encode(body.byteLength, framed);
  framed.set(body, framed.byteLength - body.byteLength);
  return framed;
}

/**
 * Reads messages one after another from a stream.
 * What it holds is bounded by one message and by what the library buffers while nobody asks for the next.
 */
export class KadReader {
  readonly #stream: Stream;
  readonly #buffer = new Uint8ArrayList();
  #wake: (() => void) | null = null;
  #overrun = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    stream.addEventListener('message', (event) => {
      this.#buffer.append(event.data);
      // A peer may not run ahead of the answers by more than a message.
      if (this.#buffer.byteLength > 2 * MAX_KAD_MESSAGE_BYTES) {
        this.#overrun = true;
        stream.abort(new ExecutorError('PROTOCOL_TOO_LARGE'));
      }
      this.#wake?.();
    });
    stream.addEventListener('end', () => this.#wake?.());
    stream.addEventListener('close', () => this.#wake?.());
  }

  /** True when the peer ran so far ahead of the answers that the stream was ended. */
  get isOverrun(): boolean {
    return this.#overrun;
  }

  /** True when somebody waits for the rest of a message. */
  get isMidMessage(): boolean {
    return this.#buffer.byteLength > 0;
  }

  /**
   * The next message; null when the peer ended the stream between two messages.
   *
   * @throws ExecutorError `PROTOCOL_*`, or the signal's reason.
   */
  async next(signal: AbortSignal): Promise<KadMessage | null> {
    for (;;) {
      const body = this.#takeFrame();
      if (body !== null) return decodeKad(body);
      if (this.#stream.readableEnded || this.#stream.status !== 'open') {
        if (this.#buffer.byteLength === 0 && this.#stream.status !== 'aborted') return null;
        throw new ExecutorError('PROTOCOL_STREAM_RESET');
      }
      await this.#waitForMore(signal);
    }
  }

  #takeFrame(): Uint8Array | null {
    if (this.#buffer.byteLength === 0) return null;
    const head = this.#buffer.subarray(0, Math.min(MAX_PREFIX_BYTES, this.#buffer.byteLength));
    const prefixEnd = head.findIndex((byte) => byte < 0x80);
    if (prefixEnd === -1) {
      if (head.byteLength >= MAX_PREFIX_BYTES) throw new ExecutorError('PROTOCOL_TOO_LARGE');
      return null;
    }
    const length = varint.decode(head);
    if (length > MAX_KAD_MESSAGE_BYTES) throw new ExecutorError('PROTOCOL_TOO_LARGE');
    const start = prefixEnd + 1;
    if (this.#buffer.byteLength < start + length) return null;
    const body = this.#buffer.slice(start, start + length);
    this.#buffer.consume(start + length);
    return body;
  }

  #waitForMore(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        this.#wake = null;
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = () => finish(() => reject(signal.reason));
      if (signal.aborted) return onAbort();
      this.#wake = () => finish(resolve);
      signal.addEventListener('abort', onAbort);
    });
  }
}
