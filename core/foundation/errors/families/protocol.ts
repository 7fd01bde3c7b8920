import type { ErrorRow } from '../row.ts';

const fault = (message: string, hint: string): ErrorRow => ({
  message,
  hint,
  level: 'debug',
  peer: 'close',
  exitStatus: 65,
  retryable: false,
});

/** Bytes that are not a message of the network, or arrive in a way that it does not allow. */
export const protocolErrors = {
  PROTOCOL_MALFORMED: fault(
    'The bytes are not one message of the Lloom network.',
    'Check that they are complete and not altered.',
  ),
  PROTOCOL_TOO_LARGE: fault(
    'The message is larger than the network allows.',
    'Requests may have 1 MiB, answers 10 MiB.',
  ),
  PROTOCOL_TOO_DEEP: fault(
    'The message nests deeper, or holds more items, than any real one.',
    'At most 32 levels and 10,000 items are read.',
  ),
  PROTOCOL_UNKNOWN_VARIANT: fault(
    'The message is of a kind this executor does not know.',
    'It may come from a newer version of the network.',
  ),
  PROTOCOL_UNEXPECTED_MESSAGE: fault(
    'The message is valid, but not one to send here.',
    'Executors answer signed inference requests only.',
  ),
  PROTOCOL_TIMEOUT: fault(
    'The peer did not finish its message in time.',
    'Its connection may be slow, or it is holding the stream open.',
  ),
  PROTOCOL_STREAM_RESET: fault(
    'The peer reset the stream before its message was complete.',
    'Nothing was done for it.',
  ),
} as const satisfies Record<string, ErrorRow>;
