import {
  type CustomAdapter,
  type CustomAnswer,
  createCustomAdapter,
  defaultCustomSettings,
} from '../../inference/backends/index.ts';
import type { CustomResponse, LlmBackend } from '../config/llm-backend.ts';

/** What stands between the executor and a server with an API of its own, by functions of the embedding program. */
export function customAdapter({
  requestTransformer,
  responseTransformer,
}: Extract<LlmBackend, { kind: 'custom' }>): CustomAdapter {
  const byDefault = createCustomAdapter(defaultCustomSettings);
  return {
    toBody(request) {
      if (requestTransformer === undefined) return byDefault.toBody(request);
      const { maxOutboundTokens, ...asked } = request;
      return requestTransformer({ ...asked, maxTokens: maxOutboundTokens });
    },
    read: (body) => (responseTransformer === undefined ? byDefault.read(body) : answerOf(responseTransformer(body))),
  };
}

/** Programs without types may give anything. */
function answerOf(response: CustomResponse | null | undefined): CustomAnswer | null {
  if (typeof response !== 'object' || response === null || typeof response.content !== 'string') return null;
  const { content, promptTokens, completionTokens, finishReason = 'stop' } = response;
  const isCounted = isCount(promptTokens) && isCount(completionTokens);
  if (!isCounted && (promptTokens !== undefined || completionTokens !== undefined)) return null;
  const counts = isCounted ? { inboundTokens: promptTokens, outboundTokens: completionTokens } : null;
  return { content, counts, finishReason };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
