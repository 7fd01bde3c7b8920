import { type ExecutorError, isExecutorError } from '../foundation/errors/index.ts';
import { CborReader } from './cbor/reader.ts';
import { MAX_RESPONSE_BYTES } from './constants.ts';
import { checkSize, decodeUtf8 } from './faults.ts';
import { JsonReader } from './json/reader.ts';
import type { SignedMessage } from './messages/common.ts';
import { signed } from './messages/common-schema.ts';
import {
  type Payloads,
  type PayloadType,
  payloadSchemas,
  requestMessage,
  responseMessage,
  signedAnnouncement,
} from './messages/envelope-schema.ts';
import type { Schema } from './schema/format.ts';

/** A payload of any type. */
export type AnyPayload = Payloads[PayloadType];

/** What a message turned out to be. */
export interface InspectedMessage {
  readonly format: 'cbor' | 'json';
  /** The network's name for it, for example `SignedLlmRequest`. */
  readonly variant: string;
  readonly type: PayloadType;
  readonly payload: AnyPayload;
  /** Null for a payload without signature. */
  readonly envelope: SignedMessage<AnyPayload> | null;
  /** Forms that are accepted although the network's programs do not write them, in our own words. */
  readonly oddities: readonly string[];
}

type Description = Omit<InspectedMessage, 'format' | 'oddities'>;

/** One thing that bytes may be. */
interface Candidate {
  readonly schema: Schema<unknown>;
  readonly describe: (value: unknown) => Description;
  /** What is odd about sending it in this way. */
  readonly oddity?: string;
}

/** What goes over streams: with the name of its variant. */
const wholeMessages: readonly Candidate[] = [
  { schema: requestMessage as Schema<unknown>, describe: describeTagged },
  { schema: responseMessage as Schema<unknown>, describe: describeTagged },
];

/** What goes over gossip. */
const announcement: Candidate = {
  schema: signedAnnouncement as Schema<unknown>,
  describe: (value) => describeSigned('ModelAnnouncement', value),
};

/** Envelopes and payloads alone, which are sent nowhere but stand in logs and tests. */
const parts: readonly Candidate[] = [
  ...types().map((type) => ({
    schema: signed(payloadSchemas[type] as Schema<unknown>) as Schema<unknown>,
    describe: (value: unknown) => describeSigned(type, value),
    oddity: 'no variant name around the envelope',
  })),
  ...types().map((type) => ({
    schema: payloadSchemas[type] as Schema<unknown>,
    describe: (value: unknown) => ({ variant: type, type, payload: value as AnyPayload, envelope: null }),
    oddity: 'a payload only: no variant name and no envelope',
  })),
];

/**
 * Finds out what a message is: CBOR or JSON, with or without its variant name, with or without envelope.
 *
 * @throws {@link ExecutorError} `PROTOCOL_*`: what keeps it from being the message that is sent in this format.
 */
export function inspectMessage(bytes: Uint8Array): InspectedMessage {
  checkSize(bytes, MAX_RESPONSE_BYTES);
  const format = /^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64))) ? 'json' : 'cbor';
  const usual = format === 'json' ? [announcement, ...wholeMessages] : [...wholeMessages, announcement];
  const errors: ExecutorError[] = [];
  for (const candidate of [...usual, ...parts]) {
    const found = tryCandidate(candidate, format, bytes);
    if (!isExecutorError(found)) return found;
    // A message whose variant is known is that message, however well its bytes would fit something else.
    if (wholeMessages.includes(candidate) && found.code !== 'PROTOCOL_UNKNOWN_VARIANT' && positionOf(found) > 0)
      throw found;
    errors.push(found);
  }
  throw errors[0];
}

function tryCandidate(
  { schema, describe, oddity }: Candidate,
  format: 'cbor' | 'json',
  bytes: Uint8Array,
): InspectedMessage | ExecutorError {
  const oddities = new Set<string>(oddity ? [oddity] : []);
  const read = format === 'json' ? readJson : readCbor;
  try {
    const value = read(schema, bytes, (noticed) => oddities.add(noticed));
    return { format, ...describe(value), oddities: [...oddities] };
  } catch (error) {
    if (isExecutorError(error)) return error;
    throw error;
  }
}

function readCbor<Value>(schema: Schema<Value>, bytes: Uint8Array, notice: (oddity: string) => void): Value {
  const reader = new CborReader(bytes, notice);
  const value = schema.read(reader);
  const left = bytes.length - reader.position;
  if (left > 0) notice(`${left} bytes after the message, which the network ignores`);
  return value;
}

function readJson<Value>(schema: Schema<Value>, bytes: Uint8Array, notice: (oddity: string) => void): Value {
  const reader = new JsonReader(decodeUtf8(bytes), notice);
  const value = schema.read(reader);
  reader.end();
  return value;
}

function describeTagged(value: unknown): Description {
  const { variant, value: content } = value as { variant: string; value: object };
  const type = variant.replace('Signed', '') as PayloadType;
  if ('payload' in content) return describeSigned(type, content);
  return { variant, type, payload: content as AnyPayload, envelope: null };
}

function describeSigned(type: PayloadType, value: unknown): Description {
  const envelope = value as SignedMessage<AnyPayload>;
  const variant = type === 'LlmRequest' || type === 'LlmResponse' ? `Signed${type}` : type;
  return { variant, type, payload: envelope.payload, envelope };
}

function types(): PayloadType[] {
  return Object.keys(payloadSchemas) as PayloadType[];
}

function positionOf({ details }: ExecutorError): number {
  return typeof details.position === 'number' ? details.position : 0;
}
