import { option, struct } from '../schema/composites.ts';
import type { Schema } from '../schema/format.ts';
import { address, bytes, u64 } from '../schema/primitives.ts';
import type { SignedMessage } from './common.ts';

/** The envelope around a payload. */
export function signed<Payload>(payload: Schema<Payload>): Schema<SignedMessage<Payload>> {
  return struct<SignedMessage<Payload>>({
    payload,
    signer: address,
    signature: bytes,
    timestamp: u64,
    nonce: option(u64),
  });
}
