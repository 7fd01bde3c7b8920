import { keccak256 as ethersKeccak256, getBytes } from 'ethers';
import { createKeccak, type IHasher } from 'hash-wasm';

/**
 * Ten times as fast as the hash in JavaScript, which would hold up the event loop for 70 ms on a 1 MiB request.
 * It compiles in the background; until then, and where WebAssembly is not allowed, the other one serves.
 */
let fastHasher: IHasher | undefined;
createKeccak(256).then(
  (hasher) => {
    fastHasher = hasher;
  },
  () => {},
);

const encoder = new TextEncoder();
let buffer = new Uint8Array(4096);

/** Keccak-256 as Ethereum uses it; 32 bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  if (fastHasher) return fastHasher.init().update(bytes).digest('binary');
  return getBytes(ethersKeccak256(bytes));
}

/** Keccak-256 of the UTF-8 bytes of a text that `write` hands on in pieces. */
export function keccak256OfText(write: (take: (piece: string) => void) => void): Uint8Array {
  if (!fastHasher) {
    const pieces: string[] = [];
    write((piece) => pieces.push(piece));
    return keccak256(encoder.encode(pieces.join('')));
  }
  const hasher = fastHasher.init();
  write((piece) => {
    // One buffer for all pieces; a character of the text has three bytes at most.
    if (buffer.length < 3 * piece.length) buffer = new Uint8Array(3 * piece.length);
    hasher.update(buffer.subarray(0, encoder.encodeInto(piece, buffer).written));
  });
  return hasher.digest('binary');
}
