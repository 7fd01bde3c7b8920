import type { ErrorRow, PeerOutcome } from '../row.ts';

const refusal = (message: string, hint: string, peer: PeerOutcome): ErrorRow => ({
  message,
  hint,
  level: 'debug',
  peer,
  exitStatus: 65,
  retryable: false,
});

/** Requests that are well formed but not acceptable; the last column is the table of ARCHITECTURE.md, "Close or answer". */
export const validationErrors = {
  VALIDATION_UNSIGNED: refusal('The request is not signed.', 'Clients of the network sign every request.', 'close'),
  VALIDATION_BAD_SIGNATURE: refusal(
    'The signature does not fit the request and its signer.',
    'The client must sign exactly what it sends.',
    { answer: 'Signature verification failed' },
  ),
  VALIDATION_STALE: refusal(
    'The request is older, or newer, than the network allows.',
    'Check the clocks of both computers; 300 s of difference are accepted.',
    { answer: 'Request timestamp is outside the accepted window' },
  ),
  VALIDATION_DEADLINE_PASSED: refusal(
    'The deadline of the request has passed, or is more than 24 h ahead.',
    'The client must choose a deadline within the next 24 hours.',
    { answer: 'Request deadline is outside the accepted window' },
  ),
  VALIDATION_WRONG_ADDRESSEE: refusal(
    'The request is addressed to another executor.',
    'Clients name the executor by peer id or by address.',
    { answer: 'Request is addressed to another executor' },
  ),
  VALIDATION_REPLAYED: refusal(
    'This signed request was accepted before.',
    'A client that wants another answer signs a new request.',
    { answer: 'Request was already accepted' },
  ),
  VALIDATION_LIMIT_EXCEEDED: refusal(
    'The request asks for more than this executor allows.',
    'Ask for fewer tokens or send a shorter prompt.',
    { answer: 'Request exceeds the limits of this executor' },
  ),
  VALIDATION_MODEL_NOT_SERVED: refusal(
    'The requested model is not served here.',
    'Load it in the backend, or serve it on the Models screen.',
    'close',
  ),
  VALIDATION_PRICE_TOO_LOW: refusal(
    'The offered price is below the price asked.',
    "Lower your price to the client's offer, or wait for clients that offer more.",
    'close',
  ),
  VALIDATION_CLIENT_REFUSED: refusal(
    'The client is on the block list, or not on the allow list.',
    'Change [client_lists] if it should be served.',
    'close',
  ),
} as const satisfies Record<string, ErrorRow>;
