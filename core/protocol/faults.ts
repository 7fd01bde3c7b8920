import { ExecutorError } from '../foundation/errors/index.ts';

/** A `PROTOCOL_MALFORMED` error. `expected` is our own words, never text of a peer. */
export function malformed(expected: string, position?: number): ExecutorError {
  return new ExecutorError('PROTOCOL_MALFORMED', position === undefined ? { expected } : { expected, position });
}

/** @throws {@link ExecutorError} `PROTOCOL_TOO_LARGE` when there are more than `maxBytes`. */
export function checkSize(bytes: Uint8Array, maxBytes: number): void {
  if (bytes.length > maxBytes) throw new ExecutorError('PROTOCOL_TOO_LARGE', { bytes: bytes.length, maxBytes });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws {@link ExecutorError} `PROTOCOL_MALFORMED` when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed('UTF-8 text');
  }
}
