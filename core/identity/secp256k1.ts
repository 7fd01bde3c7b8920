import * as tinySecp256k1 from 'tiny-secp256k1';

/** The curve of the network. Everything that signs or recovers goes through here, so that the library can be changed. */
export interface Secp256k1 {
  /** True for 32 bytes that are a key: neither zero nor beyond the order of the curve. */
  isPrivateKey(bytes: Uint8Array): boolean;
  /** The public key of 65 bytes, not compressed. */
  publicKey(privateKey: Uint8Array): Uint8Array;
  /** RFC 6979, low s: 65 bytes r, s, recovery id 0 or 1. */
  sign(hash: Uint8Array, privateKey: Uint8Array): Uint8Array;
  /**
   * @param signature - 64 bytes r, s.
   * @returns The public key of 65 bytes that made the signature; undefined when there is none.
   */
  recover(hash: Uint8Array, signature: Uint8Array, recoveryId: 0 | 1): Uint8Array | undefined;
}

/** libsecp256k1 compiled to WebAssembly, which is four to five times as fast as the curve in JavaScript. */
export const secp256k1: Secp256k1 = {
  isPrivateKey: (bytes) => tinySecp256k1.isPrivate(bytes),
  publicKey(privateKey) {
    const publicKey = tinySecp256k1.pointFromScalar(privateKey, false);
    if (!publicKey) throw new RangeError('not a private key');
    return publicKey;
  },
  sign(hash, privateKey) {
    const { signature, recoveryId } = tinySecp256k1.signRecoverable(hash, privateKey);
    return Uint8Array.of(...signature, recoveryId);
  },
  recover(hash, signature, recoveryId) {
    try {
      return tinySecp256k1.recover(hash, signature, recoveryId) ?? undefined;
    } catch {
      // It throws for r or s of zero or beyond the order, and for an r that is no point.
      return undefined;
    }
  },
};
