import { type ErrorDetails, ExecutorError } from '../foundation/errors/index.ts';
import { hexToBytes } from '../protocol/index.ts';
import { secp256k1 } from './secp256k1.ts';

/**
 * Reads a private key from text: 64 hex digits of either case, with or without `0x`, nothing around them.
 *
 * @param from - Where the text comes from, for the error.
 * @returns 32 bytes that are valid on the curve.
 * @throws {@link ExecutorError} `IDENTITY_KEY_INVALID`; the text is not in it.
 */
export function parsePrivateKey(text: string, from: ErrorDetails = {}): Uint8Array {
  if (!/^(?:0x)?[0-9a-fA-F]{64}$/.test(text)) throw new ExecutorError('IDENTITY_KEY_INVALID', from);
  const bytes = hexToBytes(text);
  if (!secp256k1.isPrivateKey(bytes)) throw new ExecutorError('IDENTITY_KEY_INVALID', from);
  return bytes;
}

/** A fresh private key from the system's random numbers. */
export function randomPrivateKey(): Uint8Array {
  const bytes = new Uint8Array(32);
  do crypto.getRandomValues(bytes);
  while (!secp256k1.isPrivateKey(bytes));
  return bytes;
}
