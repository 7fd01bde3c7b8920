import { peerIdFromString } from '@libp2p/peer-id';
import { computeAddress } from 'ethers';
import type { Address } from '../protocol/index.ts';

/**
 * The EVM address of the key that a peer id stands for.
 *
 * @param peerId - Base58 text.
 * @returns Null for anything that is not the id of a secp256k1 key, which no node of this network has.
 */
export function addressOfPeerId(peerId: string): Address | null {
  try {
    const id = peerIdFromString(peerId);
    if (id.type !== 'secp256k1') return null;
    return computeAddress(`0x${Buffer.from(id.publicKey.raw).toString('hex')}`).toLowerCase() as Address;
  } catch {
    return null;
  }
}
