import type { Connection } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';
import { LLM_PROTOCOL, MAX_RESPONSE_BYTES } from '../../protocol/index.ts';
import { readToEnd, writeAll } from '../host/streams.ts';

/** The bytes of an answer with the times of the exchange, in milliseconds from the call. */
export interface ExchangeResult {
  /** Empty when the executor closed the stream without an answer. */
  readonly bytes: Uint8Array;
  /** The request was handed to the network in full. */
  readonly sentMs: number;
  /** The first byte of the answer arrived; null when none did. */
  readonly firstByteMs: number | null;
  readonly totalMs: number;
}

/**
 * The asking side of `/lloom/llm/1.0.0`: writes one value, half-closes, and reads the answer to its end.
 *
 * Aborting the signal resets the stream, which makes the executor stop working on the request.
 *
 * @param makeRequest - Called when the other side has agreed to the protocol. Signing takes longer than anything else
 *   here, so the other side's work on the stream goes on meanwhile.
 * @throws What `makeRequest` throws, ExecutorError `PROTOCOL_*`, the library's error, or the signal's reason.
 */
export async function exchangeLlm(
  modules: { readonly clock: Clock },
  connection: Connection,
  makeRequest: () => Uint8Array,
  options: { readonly signal: AbortSignal },
): Promise<ExchangeResult> {
  const { signal } = options;
  const startedMs = modules.clock.monotonicMs();
  const elapsed = () => modules.clock.monotonicMs() - startedMs;
  const stream = await connection.newStream(LLM_PROTOCOL, { signal, runOnLimitedConnection: true });
  try {
    let firstByteMs: number | null = null;
    const onBytes = () => {
      firstByteMs ??= elapsed();
    };
    const reading = readToEnd(stream, { maxBytes: MAX_RESPONSE_BYTES, signal, onBytes });
    reading.catch(() => {});
    await writeAll(stream, makeRequest(), { signal });
    await stream.close({ signal });
    const sentMs = elapsed();
    const bytes = await reading;
    return { bytes, sentMs, firstByteMs, totalMs: elapsed() };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error('the exchange failed');
    stream.abort(failure);
    throw failure;
  }
}
