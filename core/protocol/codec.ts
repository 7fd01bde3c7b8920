import { CborReader } from './cbor/reader.ts';
import { CborWriter } from './cbor/writer.ts';
import { MAX_GOSSIP_BYTES, MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES } from './constants.ts';
import { checkSize, decodeUtf8 } from './faults.ts';
import { JsonReader } from './json/reader.ts';
import { JsonWriter } from './json/writer.ts';
import type { ModelAnnouncement } from './messages/announcement.ts';
import type { SignedMessage } from './messages/common.ts';
import type { RequestMessage, ResponseMessage } from './messages/envelope.ts';
import { requestMessage, responseMessage, signedAnnouncement } from './messages/envelope-schema.ts';
import type { Schema } from './schema/format.ts';

/**
 * One CBOR value for `/lloom/llm/1.0.0`, byte for byte as the network's library writes it.
 *
 * @throws {@link ExecutorError} `PROTOCOL_MALFORMED` when a value does not fit its field, `PROTOCOL_TOO_LARGE` over 1 MiB.
 */
export function encodeRequestMessage(message: RequestMessage): Uint8Array {
  return encodeCbor(requestMessage, message, MAX_REQUEST_BYTES);
}

/**
 * Reads every form of a request that the network's library accepts. Bytes after the value are ignored, as there.
 *
 * @throws {@link ExecutorError} `PROTOCOL_*`, and nothing else.
 */
export function decodeRequestMessage(bytes: Uint8Array): RequestMessage {
  return decodeCbor(requestMessage, bytes, MAX_REQUEST_BYTES);
}

/** As {@link encodeRequestMessage}, for answers; at most 10 MiB. */
export function encodeResponseMessage(message: ResponseMessage): Uint8Array {
  return encodeCbor(responseMessage, message, MAX_RESPONSE_BYTES);
}

/** As {@link decodeRequestMessage}, for answers. */
export function decodeResponseMessage(bytes: Uint8Array): ResponseMessage {
  return decodeCbor(responseMessage, bytes, MAX_RESPONSE_BYTES);
}

/**
 * The UTF-8 JSON that is published on `topics.modelAnnouncements`.
 *
 * @throws {@link ExecutorError} `PROTOCOL_MALFORMED` when a value does not fit its field, `PROTOCOL_TOO_LARGE` over 64 KiB.
 */
export function encodeAnnouncement(message: SignedMessage<ModelAnnouncement>): Uint8Array {
  let text = '';
  const writer = new JsonWriter((piece) => {
    text += piece;
  });
  signedAnnouncement.write(writer, message);
  writer.finish();
  const bytes = new TextEncoder().encode(text);
  checkSize(bytes, MAX_GOSSIP_BYTES);
  return bytes;
}

/**
 * Reads an announcement from gossip. Unknown keys are dropped.
 *
 * @throws {@link ExecutorError} `PROTOCOL_*`, and nothing else.
 */
export function decodeAnnouncement(bytes: Uint8Array): SignedMessage<ModelAnnouncement> {
  checkSize(bytes, MAX_GOSSIP_BYTES);
  const reader = new JsonReader(decodeUtf8(bytes));
  const message = signedAnnouncement.read(reader);
  reader.end();
  return message;
}

function encodeCbor<Value>(schema: Schema<Value>, value: Value, maxBytes: number): Uint8Array {
  const writer = new CborWriter();
  schema.write(writer, value);
  const bytes = writer.finish();
  checkSize(bytes, maxBytes);
  return bytes;
}

function decodeCbor<Value>(schema: Schema<Value>, bytes: Uint8Array, maxBytes: number): Value {
  checkSize(bytes, maxBytes);
  return schema.read(new CborReader(bytes));
}
