/** EVM address: `0x` and 40 lower-case hex digits. 20 bytes in CBOR. */
export type Address = `0x${string}`;

/**
 * A payload with its signature (lloom-core `SignedMessage`).
 * The signature covers the JSON text of `payload` only; `signer`, `timestamp` and `nonce` can be changed by anyone.
 */
export interface SignedMessage<Payload> {
  readonly payload: Payload;
  readonly signer: Address;
  /** 65 bytes r, s, v in what we send; any length in what arrives. */
  readonly signature: Uint8Array;
  /** Unix seconds, u64. */
  readonly timestamp: bigint;
  readonly nonce: bigint | null;
}
