import { hkdfSync } from 'node:crypto';
import { privateKeyFromRaw } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { getAddress } from 'ethers';
import { ExecutorError } from '../foundation/errors/index.ts';
import { type Address, bytesToHex } from '../protocol/index.ts';
import { keccak256 } from './keccak.ts';
import { randomPrivateKey } from './private-key.ts';
import { secp256k1 } from './secp256k1.ts';

/** Where a key came from. */
export type IdentitySource = 'file' | 'environment' | 'memory';

/**
 * What keys are derived for. A purpose is used in one place and for one algorithm; a new use is a new name here.
 * A name never changes: what was written with its key could not be read any more.
 */
export type KeyPurpose = 'cache/entry-names' | 'cache/entry-values';

/** Separates these keys from those of any other program that derives keys from the same private key. */
const DERIVATION_SALT = 'lloom-executor/derived-keys/1';

/** One secp256k1 key with its two names. The key itself cannot be printed, serialised or enumerated. */
export interface Identity {
  /** Base58, `16Uiu2HA…`. */
  readonly peerId: string;
  /** The 39 bytes that stand for the peer id in the DHT. */
  readonly peerIdBytes: Uint8Array;
  /** EVM address in lower case, as on the wire. */
  readonly address: Address;
  /** EVM address as people read it (EIP-55). */
  readonly checksumAddress: string;
  readonly source: IdentitySource;
  /**
   * Signs 32 bytes.
   *
   * @returns 65 bytes r, s, v with v 0 or 1.
   * @throws {@link ExecutorError} `SIGNING_FAILED`
   */
  sign(hash: Uint8Array): Uint8Array;
  /**
   * A secret key of 32 bytes for one purpose: HKDF-SHA-256 of the private key. It is the same for the same identity,
   * and tells nothing about the private key or about the keys of other purposes.
   */
  deriveKey(purpose: KeyPurpose): Uint8Array;
  /** The key in the form that libp2p takes. It holds the private key: give it to libp2p and to nothing else. */
  libp2pKey(): PrivateKey;
}

/** @throws {@link ExecutorError} `IDENTITY_KEY_INVALID` when the 32 bytes are not a key. */
export function createIdentity(privateKey: Uint8Array, source: IdentitySource): Identity {
  if (!secp256k1.isPrivateKey(privateKey)) throw new ExecutorError('IDENTITY_KEY_INVALID');
  return new LocalIdentity(privateKey, source);
}

/** An identity that is gone when the process ends. */
export function randomIdentity(): Identity {
  return createIdentity(randomPrivateKey(), 'memory');
}

/** The EVM address of a public key of 65 bytes. */
export function addressOf(publicKey: Uint8Array): Address {
  return `0x${bytesToHex(keccak256(publicKey.subarray(1)).subarray(12))}`;
}

class LocalIdentity implements Identity {
  readonly peerId: string;
  readonly peerIdBytes: Uint8Array;
  readonly address: Address;
  readonly checksumAddress: string;
  readonly source: IdentitySource;
  readonly #privateKey: Uint8Array;

  constructor(privateKey: Uint8Array, source: IdentitySource) {
    this.#privateKey = new Uint8Array(privateKey);
    const { publicKey } = this.libp2pKey();
    this.peerId = publicKey.toString();
    this.peerIdBytes = publicKey.toMultihash().bytes;
    this.address = addressOf(secp256k1.publicKey(privateKey));
    this.checksumAddress = getAddress(this.address);
    this.source = source;
  }

  sign(hash: Uint8Array): Uint8Array {
    try {
      return secp256k1.sign(hash, this.#privateKey);
    } catch (cause) {
      throw new ExecutorError('SIGNING_FAILED', {}, { cause });
    }
  }

  deriveKey(purpose: KeyPurpose): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#privateKey, DERIVATION_SALT, purpose, 32));
  }

  libp2pKey(): PrivateKey {
    const key = privateKeyFromRaw(this.#privateKey);
    // So that no log or error that prints what libp2p was given prints the key.
    Object.defineProperty(key, 'raw', { enumerable: false });
    return key;
  }

  /** What may be seen of an identity. */
  toJSON(): { peerId: string; address: Address } {
    return { peerId: this.peerId, address: this.address };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): { peerId: string; address: Address } {
    return this.toJSON();
  }
}
