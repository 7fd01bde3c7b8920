import { ExecutorError } from '../../../foundation/errors/index.ts';
import { tokensAtMost, tokensRoughly } from '../../tokens/index.ts';
import type { Completion, CompletionOptions, CompletionRequest, LlmClient } from '../interface.ts';
import type { ActualUse, ExpectedUse, SpendingGuard } from './interface.ts';

/** Failures that come before a service has worked: nothing is billed for them. */
const unbilled: ReadonlySet<string> = new Set([
  'BACKEND_UNREACHABLE',
  'BACKEND_UNAUTHORIZED',
  'BACKEND_BUSY',
  'BACKEND_MODEL_NOT_FOUND',
  'BACKEND_REJECTED',
  'BACKEND_LIMIT_REACHED',
]);

/**
 * The same client within the limits: each answer is paid for before it is asked for, and corrected when it is there.
 * Requests per minute are counted where they are sent.
 */
export function limitClient(client: LlmClient, guard: SpendingGuard): LlmClient {
  async function complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    const expected = expectedUse(request);
    const { name: backend } = client;
    const named = (error: unknown) =>
      error instanceof ExecutorError && error.details.backend === undefined
        ? new ExecutorError(error.code, { backend, ...error.details })
        : error;
    const reservation = await guard.reserve(request.model, expected).catch((error: unknown) => {
      throw named(error);
    });
    let outboundTokens = 0;
    try {
      const completion = await client.complete(request, {
        ...options,
        onProgress(progress) {
          outboundTokens = progress.outboundTokens;
          options.onProgress?.(progress);
        },
      });
      reservation.settle(completion);
      return completion;
    } catch (error) {
      reservation.settle(usedByFailure(error, expected, outboundTokens));
      throw named(error);
    }
  }

  return {
    ...client,
    complete,
    async listModels(options) {
      const models = await client.listModels(options);
      return Promise.all(
        models.map(async (model) => {
          const reason = model.available ? await guard.whyNotToday(model.id) : null;
          return reason === null ? model : { ...model, available: false, unavailableBecause: reason };
        }),
      );
    },
  };
}

function expectedUse({ prompt, systemPrompt, maxOutboundTokens }: CompletionRequest): ExpectedUse {
  const texts = systemPrompt === null ? [prompt] : [systemPrompt, prompt];
  return {
    inboundAtMost: tokensAtMost(texts),
    inboundAbout: tokensRoughly(texts),
    outboundAtMost: maxOutboundTokens,
  };
}

/** A service bills the prompt and what it had written when an answer broke off. */
function usedByFailure(error: unknown, expected: ExpectedUse, outboundTokens: number): ActualUse {
  const code = error instanceof ExecutorError ? error.code : '';
  if (outboundTokens === 0 && unbilled.has(code)) return { inboundTokens: 0, outboundTokens: 0 };
  return { inboundTokens: expected.inboundAbout, outboundTokens };
}
