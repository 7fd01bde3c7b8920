import type { SignedLlmRequest } from '../../protocol/index.ts';
import type { HookedRequest } from '../index.ts';
import type { RequestFacts } from './interface.ts';

/** A copy that hooks cannot use to alter what was signed: frozen, with bytes of its own. */
export function viewOf(request: SignedLlmRequest): SignedLlmRequest {
  return Object.freeze({
    ...request,
    payload: Object.freeze({ ...request.payload }),
    signature: request.signature.slice(),
  });
}

/** What hooks are told about a request besides itself. */
export function factsOf({ id, peerId, receivedAtMs, request }: HookedRequest): RequestFacts {
  return {
    requestId: id,
    model: request.payload.model,
    clientAddress: request.signer.toLowerCase(),
    clientPeerId: peerId,
    receivedAtMs,
  };
}
