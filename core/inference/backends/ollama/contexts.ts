import type { OllamaCard, OllamaRunning } from './parse.ts';

/** Contexts that models were loaded with on command, by the model's name, model tokens. */
export type WantedContexts = Map<string, number>;

/**
 * Context of a model that nothing more is known of, model tokens. Ollama's own default depends on the graphics card
 * and may be 4096; the model's largest may take more memory than there is.
 */
const USUAL_CONTEXT_LENGTH = 8192;

/**
 * The context that a model is asked with. It must be said in every request: Ollama would use its default otherwise,
 * which may be smaller than the prompt, and would load a model anew for a request with another context. So it is that
 * of the model in memory, else what it was told to load, else what its Modelfile asks for, else the usual one.
 */
export function contextLengthFor(known: {
  readonly card: OllamaCard | null;
  readonly running: OllamaRunning | undefined;
  readonly wanted: number | undefined;
}): number {
  const { card, running, wanted } = known;
  const max = card?.maxContextLength ?? Number.POSITIVE_INFINITY;
  return running?.contextLength ?? Math.min(wanted ?? card?.ownContextLength ?? USUAL_CONTEXT_LENGTH, max);
}
