import { isExecutorError } from '../../../foundation/errors/index.ts';
import type { Completion, CompletionRequest } from '../../backends/interface.ts';
import type { Performance } from './performance.ts';

/** Failures that say nothing about the model program. */
const nobodysFault: ReadonlySet<string> = new Set([
  'BACKEND_ABORTED',
  'BACKEND_REJECTED',
  'BACKEND_RESPONSE_TOO_LARGE',
]);

/** Lets every answer of a backend be measured. */
export function measureAnswers<Options extends { readonly signal: AbortSignal }>(
  complete: (request: CompletionRequest, options: Options) => Promise<Completion>,
  performance: Pick<Performance, 'measured' | 'failed'>,
): (request: CompletionRequest, options: Options) => Promise<Completion> {
  return async (request, options) => {
    try {
      const completion = await complete(request, options);
      performance.measured(request.model, completion);
      return completion;
    } catch (thrown) {
      if (!options.signal.aborted && !(isExecutorError(thrown) && nobodysFault.has(thrown.code)))
        performance.failed(request.model);
      throw thrown;
    }
  };
}
