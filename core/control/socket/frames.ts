import { z } from 'zod';

/** Ids are chosen by the client, unique among its calls under way. */
const callId = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What a client sends, one JSON object a line. */
export const requestFrame = z.union([
  z.strictObject({ id: callId, call: z.string().max(200), input: z.unknown() }),
  z.strictObject({ id: callId, cancel: z.literal(true) }),
  z.strictObject({ id: callId, subscribe: z.boolean() }),
]);
export type RequestFrame = z.infer<typeof requestFrame>;

/** What the executor sends: the answer of one call (`id` null when the frame itself was wrong), or an event. */
const callAnswer = z.union([
  z.object({ id: callId.nullable(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: callId.nullable(), ok: z.literal(false), error: z.unknown() }),
]);
export type CallAnswer = z.infer<typeof callAnswer>;
export const answerFrame = z.union([callAnswer, z.object({ event: z.string(), payload: z.unknown() })]);
export type AnswerFrame = z.infer<typeof answerFrame>;

/** One frame as bytes. JSON text holds no raw newline, so a newline ends it. */
export function encodeFrame(frame: AnswerFrame | RequestFrame): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`);
}
