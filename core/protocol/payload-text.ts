import type { FloatStyle } from './json/float-text.ts';
import { JsonWriter } from './json/writer.ts';
import { type Payloads, type PayloadType, payloadSchemas } from './messages/envelope-schema.ts';

/**
 * The exact JSON text that the network signs and verifies for this payload.
 *
 * @throws {@link ExecutorError} `PROTOCOL_MALFORMED` when a value does not fit its field.
 */
export function payloadText<Type extends PayloadType>(type: Type, payload: Payloads[Type]): string {
  return joined((take) => writePayloadText(type, payload, take));
}

/**
 * Every text that a signer may have signed for this payload: {@link payloadText}, and a second one when the payload
 * holds a float that earlier releases of the network's JSON library write in another way.
 */
export function payloadTexts<Type extends PayloadType>(type: Type, payload: Payloads[Type]): readonly string[] {
  let hasOther = false;
  const current = joined((take) => {
    hasOther = writePayloadText(type, payload, take).hasOtherText;
  });
  return hasOther ? [current, joined((take) => writePayloadText(type, payload, take, 'earlier'))] : [current];
}

/**
 * {@link payloadText} in pieces of bounded length; none of them ends inside a character.
 *
 * @param style - `earlier` for the second text of {@link payloadTexts}.
 * @returns Whether there is a second text.
 */
export function writePayloadText<Type extends PayloadType>(
  type: Type,
  payload: Payloads[Type],
  take: (piece: string) => void,
  style: FloatStyle = 'current',
): { readonly hasOtherText: boolean } {
  const writer = new JsonWriter(take, style);
  payloadSchemas[type].write(writer, payload);
  writer.finish();
  return { hasOtherText: writer.styleMatters };
}

function joined(write: (take: (piece: string) => void) => void): string {
  let text = '';
  write((piece) => {
    text += piece;
  });
  return text;
}
