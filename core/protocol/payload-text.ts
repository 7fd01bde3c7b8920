import { JsonWriter } from './json/writer.ts';
import { type Payloads, type PayloadType, payloadSchemas } from './messages/envelope-schema.ts';

/**
 * The exact JSON text that the network signs and verifies for this payload.
 *
 * @throws {@link ExecutorError} `PROTOCOL_MALFORMED` when a value does not fit its field.
 */
export function payloadText<Type extends PayloadType>(type: Type, payload: Payloads[Type]): string {
  const writer = new JsonWriter();
  payloadSchemas[type].write(writer, payload);
  return writer.finish();
}

/**
 * Every text that a signer may have signed for this payload: {@link payloadText}, and a second one when the payload
 * holds a float that earlier releases of the network's JSON library write in another way.
 */
export function payloadTexts<Type extends PayloadType>(type: Type, payload: Payloads[Type]): readonly string[] {
  const current = new JsonWriter();
  payloadSchemas[type].write(current, payload);
  if (!current.styleMatters) return [current.finish()];
  const earlier = new JsonWriter('earlier');
  payloadSchemas[type].write(earlier, payload);
  return [current.finish(), earlier.finish()];
}
