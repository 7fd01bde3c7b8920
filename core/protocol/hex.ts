import { malformed } from './faults.ts';

/** Bytes as lower-case hex without `0x`. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

/**
 * Reads hex digits of either case, with or without `0x`.
 *
 * @throws {@link ExecutorError} `PROTOCOL_MALFORMED` for anything else.
 */
export function hexToBytes(text: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw malformed('hex digits in pairs');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
