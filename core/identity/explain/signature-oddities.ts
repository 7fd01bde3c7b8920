import { bytesToHex } from '../../protocol/index.ts';

/** Half the order of the curve. The network's programs sign with an s up to here. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** What is unusual about the form of a signature, whether or not it fits. */
export function signatureOddities(signature: Uint8Array): string[] {
  if (signature.length !== 65) return [`signature of ${signature.length} bytes instead of 65`];
  const v = signature[64] ?? 0;
  const s = BigInt(`0x${bytesToHex(signature.subarray(32, 64))}`);
  return [...(v > 1 ? [describeV(v)] : []), ...(s > HALF_ORDER ? ['s in the upper half of the curve (high-s)'] : [])];
}

function describeV(v: number): string {
  if (v === 27 || v === 28) return `v is ${v} (Ethereum form) instead of ${v - 27}`;
  if (v >= 35) return `v is ${v} (EIP-155 form) instead of ${(v + 1) % 2}`;
  return `v is ${v}, which the network refuses`;
}
