import { tokensAtMost } from '../../tokens/index.ts';
import type { CompletionRequest, ModelInfo } from '../interface.ts';

type Contexts = Pick<ModelInfo, 'loadedContextLength' | 'maxContextLength'> | null;

/**
 * Whether a backend that steps in holds the prompt for certain: it was fitted into the context of the one that was asked
 * first, and some programs cut what is too long without a word. True where the backend does not tell its context.
 */
export function holdsPrompt(
  model: Contexts,
  { prompt, systemPrompt }: Pick<CompletionRequest, 'prompt' | 'systemPrompt'>,
  askedFirst: Contexts,
): boolean {
  const context = contextOf(model);
  const first = contextOf(askedFirst);
  if (context === null || (first !== null && context >= first)) return true;
  return tokensAtMost(systemPrompt === null ? [prompt] : [systemPrompt, prompt]) < context;
}

const contextOf = (model: Contexts) => model?.loadedContextLength ?? model?.maxContextLength ?? null;
