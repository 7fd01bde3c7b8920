import { ExecutorError } from '../../foundation/errors/index.ts';
import { estimateTokens, tokensAtMost, tokensRoughly } from '../../inference/tokens/index.ts';
import type { ValidatedRequest } from './interface.ts';

/** A prompt whose bytes are at most this part of the context is not worth counting. */
const SMALL_PART = 1 / 16;

/**
 * Fits a request into the context of its model: the prompt must leave room, and the answer gets at most what is left.
 * The prompt is counted with a general vocabulary, and only where its size alone does not decide, so this is an estimate.
 *
 * @param options.contextLength - Model tokens of prompt and answer together; null when nobody knows, and nothing is checked.
 * @throws `VALIDATION_LIMIT_EXCEEDED` when the prompt leaves no room; the signal's reason.
 */
export async function fitContext(
  validated: ValidatedRequest,
  { contextLength, signal }: { readonly contextLength: number | null; readonly signal: AbortSignal },
): Promise<ValidatedRequest> {
  const { prompt, system_prompt: systemPrompt } = validated.request.payload;
  const texts = systemPrompt === null ? [prompt] : [systemPrompt, prompt];
  const roughly = tokensRoughly(texts);
  if (contextLength === null) return { ...validated, inboundTokensEstimate: roughly };
  const most = tokensAtMost(texts);
  if (most + validated.maxOutboundTokens <= contextLength) return { ...validated, inboundTokensEstimate: roughly };
  const isSmall = most <= contextLength * SMALL_PART;
  const inbound = isSmall ? most : await estimateTokens(texts, { limit: contextLength, signal });
  const room = contextLength - inbound;
  if (room < 1) {
    throw new ExecutorError('VALIDATION_LIMIT_EXCEEDED', { inboundTokensEstimate: inbound, contextLength });
  }
  const maxOutboundTokens = Math.min(validated.maxOutboundTokens, room);
  return { ...validated, maxOutboundTokens, inboundTokensEstimate: isSmall ? roughly : inbound };
}
