import { hexToBytes } from './hex.ts';

/**
 * A message as a person hands it over: raw bytes, or their hex digits with or without `0x`, white space anywhere.
 * No message of the network consists of hex digits only, so the two cannot be mixed up.
 */
export function readWireInput(content: Uint8Array): Uint8Array {
  const isText = content.every((byte) => byte < 0x80);
  const digits = isText ? new TextDecoder().decode(content).replace(/\s/g, '') : '';
  return /^(?:0x)?(?:[0-9a-fA-F]{2})+$/.test(digits) ? hexToBytes(digits) : content;
}
