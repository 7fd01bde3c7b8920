import { createHmac } from 'node:crypto';
import type { CacheQuestion } from '../../index.ts';
import type { AnswerOrigin, CacheSettings } from '../interface.ts';

/** Changes with everything that changes what a name stands for or how its entry is written. */
const FORMAT = 'answer/2';

/**
 * The name under which the answer to a question is kept: equal for equal questions, different for any other.
 * It is a keyed hash, so it tells nothing about the question to whoever does not have the key, who can neither guess
 * a prompt and look whether it was asked.
 *
 * @param key - 32 secret bytes.
 * @param texts - What {@link textsDigest} says of the question, where it was asked before.
 * @returns 64 hexadecimal digits.
 */
export function entryName(
  key: Uint8Array,
  question: CacheQuestion,
  origin: AnswerOrigin,
  scope: CacheSettings['scope'],
  texts: string = textsDigest(key, question),
): string {
  // A JSON list of texts, numbers and nulls can be read in one way only, so no two questions have the same one.
  const everything = JSON.stringify([
    FORMAT,
    scope,
    scope === 'shared' ? null : question.clientAddress,
    question.model,
    texts,
    // -0 and 0 are the same temperature.
    question.temperature === null ? null : question.temperature + 0,
    question.maxOutboundTokens,
    question.contentFilterVersion,
    origin.backendKind,
    origin.backendName,
    origin.backendUrl,
    origin.backendVersion,
    origin.quantization,
    origin.contextLength,
    origin.architecture,
    origin.modelBytes,
  ]);
  return createHmac('sha256', key).update(everything).digest('hex');
}

/** Stands for the texts of a question, keyed as the name is. They may have a megabyte: this is what takes its time. */
export function textsDigest(key: Uint8Array, { prompt, systemPrompt }: CacheQuestion): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['texts', prompt, systemPrompt]))
    .digest('hex');
}

/** Sets the entries of one executor apart where several share a store; tells nothing else. 16 hexadecimal digits. */
export function entryNamespace(key: Uint8Array): string {
  return createHmac('sha256', key).update('namespace').digest('hex').slice(0, 16);
}
