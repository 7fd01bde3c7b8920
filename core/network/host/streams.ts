import type { Stream } from '@libp2p/interface';
import { Uint8ArrayList } from 'uint8arraylist';
import { ExecutorError } from '../../foundation/errors/index.ts';

/**
 * Most bytes handed to the muxer at once. js-yamux ignores its own maximum, and frames above 1 MiB kill a connection
 * to a Rust node.
 */
const WRITE_PIECE_BYTES = 64 * 1024;

/**
 * Reads a stream until the other side closes its writing end.
 *
 * @param options.onBytes - Told how many bytes each piece has; may throw to end the reading.
 * @throws ExecutorError `PROTOCOL_TOO_LARGE`, `PROTOCOL_STREAM_RESET`, or the signal's reason.
 */
export function readToEnd(
  stream: Stream,
  options: { readonly maxBytes: number; readonly signal: AbortSignal; readonly onBytes?: (count: number) => void },
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const received = new Uint8ArrayList();
    // A lost connection also counts as "remote write closed", so remember whether the peer really said so.
    let finished = stream.remoteWriteStatus === 'closed' && stream.status === 'open';
    const finish = (settle: () => void) => {
      stream.removeEventListener('message', onMessage);
      stream.removeEventListener('remoteCloseWrite', onFinished);
      stream.removeEventListener('end', onEnd);
      stream.removeEventListener('close', onEnd);
      options.signal.removeEventListener('abort', onAbort);
      settle();
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const onAbort = () => fail(options.signal.reason);
    const onMessage = (event: { data: Uint8Array | Uint8ArrayList }) => {
      received.append(event.data);
      if (received.byteLength > options.maxBytes) return fail(new ExecutorError('PROTOCOL_TOO_LARGE'));
      try {
        options.onBytes?.(event.data.byteLength);
      } catch (error) {
        fail(error);
      }
    };
    const onFinished = () => {
      finished = true;
    };
    const onEnd = () => {
      const reset = stream.status === 'reset' || stream.status === 'aborted';
      if (reset || !finished) fail(new ExecutorError('PROTOCOL_STREAM_RESET'));
      else if (stream.readableEnded) finish(() => resolve(received.subarray()));
    };
    if (options.signal.aborted) return onAbort();
    if (stream.readableEnded) return onEnd();
    stream.addEventListener('remoteCloseWrite', onFinished);
    stream.addEventListener('end', onEnd);
    stream.addEventListener('close', onEnd);
    options.signal.addEventListener('abort', onAbort);
    stream.addEventListener('message', onMessage);
  });
}

/**
 * Writes all bytes in pieces, each after the network took the one before.
 *
 * @param options.onPiece - Called after each piece that was taken, with the bytes so far.
 * @throws ExecutorError `PROTOCOL_STREAM_RESET` when the stream ends first, or the signal's reason.
 */
export async function writeAll(
  stream: Stream,
  bytes: Uint8Array,
  options: { readonly signal: AbortSignal; readonly onPiece?: (writtenBytes: number) => void },
): Promise<void> {
  for (let start = 0; start < bytes.byteLength; start += WRITE_PIECE_BYTES) {
    options.signal.throwIfAborted();
    if (stream.status !== 'open') throw new ExecutorError('PROTOCOL_STREAM_RESET');
    const piece = bytes.subarray(start, start + WRITE_PIECE_BYTES);
    stream.send(piece);
    while (stream.writableNeedsDrain || stream.writeBufferLength > 0) await drained(stream, options.signal);
    options.onPiece?.(start + piece.byteLength);
  }
}

/** Waits for the next sign that the stream can take more; `onDrain()` of the library works only once a stream. */
function drained(stream: Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      stream.removeEventListener('drain', onDrain);
      stream.removeEventListener('idle', onDrain);
      stream.removeEventListener('close', onClose);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    // The library continues sending in a microtask after "drain"; look again after it.
    const onDrain = () => queueMicrotask(() => finish(resolve));
    const onClose = () => finish(() => reject(new ExecutorError('PROTOCOL_STREAM_RESET')));
    const onAbort = () => finish(() => reject(signal.reason));
    if (signal.aborted) return onAbort();
    if (stream.status !== 'open') return onClose();
    stream.addEventListener('drain', onDrain);
    stream.addEventListener('idle', onDrain);
    stream.addEventListener('close', onClose);
    signal.addEventListener('abort', onAbort);
  });
}
