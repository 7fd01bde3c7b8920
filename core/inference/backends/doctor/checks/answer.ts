import { toExecutorError } from '../../../../foundation/errors/index.ts';
import type { Completion, CompletionRequest } from '../../interface.ts';
import { bad, type Check, type DoctorLine, good, skipped, warning } from '../interface.ts';
import { remediesFor } from '../remedies.ts';
import { count, ms, threeDigits } from './words.ts';

/** Model tokens of the answer that is asked for: enough to measure a speed by. */
const ANSWER_TOKENS = 48;
const SLOW_FIRST_TOKEN_MS = 5000;
/** Slower than people read. */
const SLOW_TOKENS_PER_SECOND = 5;

/** A small request to the model. */
export const request = (model: string, prompt: string, maxOutboundTokens: number): CompletionRequest => ({
  model,
  prompt,
  systemPrompt: null,
  temperature: 0,
  maxOutboundTokens,
});

/** Whether it answers, by whose counts, and how fast. */
export const answer: Check = async (visit) => {
  const { client, model, signal, wanted } = visit;
  if (model === null) {
    const reason = wanted === null ? 'No model is loaded.' : `It has no model ${wanted}.`;
    const line = wanted === null ? skipped('answer', reason) : bad('answer', reason, remediesFor(client.kind).getModel);
    return [line];
  }
  try {
    visit.completion = await client.complete(request(model.id, 'Count from one to twenty in words.', ANSWER_TOKENS), {
      signal,
    });
  } catch (thrown) {
    signal.throwIfAborted();
    const { message, hint, code } = toExecutorError(thrown, 'BACKEND_FAILED');
    return [
      bad(
        'answer',
        `${model.id}: ${message}`,
        code === 'BACKEND_MODEL_NOT_FOUND' ? remediesFor(client.kind).loadModel : hint,
      ),
    ];
  }
  return [good('answer', `${model.id} answers.`), usage(client.kind, visit.completion), speed(visit.completion)];
};

function usage(kind: string, { countedBy, inboundTokens, outboundTokens }: Completion): DoctorLine {
  if (countedBy === 'backend')
    return good(
      'usage',
      `It counts ${inboundTokens} inbound and ${count(outboundTokens, 'outbound token')} in the stream.`,
    );
  return warning('usage', 'It states no usage in the stream, so charges rest on an estimate.', remediesFor(kind).usage);
}

function speed({ timeToFirstTokenMs, durationMs, outboundTokens }: Completion): DoctorLine {
  if (timeToFirstTokenMs === null || outboundTokens < 2)
    return skipped('speed', 'The answer was too short to measure.');
  const perSecond = ((outboundTokens - 1) * 1000) / Math.max(1, durationMs - timeToFirstTokenMs);
  const finding = `First model token after ${ms(timeToFirstTokenMs)}, then ${threeDigits(perSecond)} a second.`;
  if (perSecond < SLOW_TOKENS_PER_SECOND)
    return warning('speed', finding, 'Choose a smaller model or quantization, or let the GPU run it.');
  if (timeToFirstTokenMs > SLOW_FIRST_TOKEN_MS)
    return warning('speed', finding, 'Keep the model loaded, so that no client waits for it to load.');
  return good('speed', finding);
}
