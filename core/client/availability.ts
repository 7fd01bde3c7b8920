import { EXECUTOR_AVAILABLE_PREFIX } from '../protocol/index.ts';

/** A prefix and a peer id; nothing longer is looked at. */
const MAX_BYTES = 128;

/**
 * What an executor's call `EXECUTOR_AVAILABLE:<peer id>` says.
 *
 * @returns The text in the place of the peer id, not checked; null when it is no such call.
 */
export function peerIdOfCall(data: Uint8Array): string | null {
  if (data.byteLength > MAX_BYTES) return null;
  const text = new TextDecoder().decode(data);
  return text.startsWith(EXECUTOR_AVAILABLE_PREFIX) ? text.slice(EXECUTOR_AVAILABLE_PREFIX.length) : null;
}
