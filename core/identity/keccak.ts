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

/** Keccak-256 as Ethereum uses it; 32 bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  if (fastHasher) return fastHasher.init().update(bytes).digest('binary');
  return getBytes(ethersKeccak256(bytes));
}
