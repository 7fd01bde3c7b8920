import { setImmediate as nextTurn } from 'node:timers/promises';
import { piecesOf } from './pieces.ts';

/** Time that is counted for before everything else gets its turn, milliseconds. */
const SLICE_MS = 5;
/** What chat templates put around each text: role and separators. */
const TEMPLATE_TOKENS = 8;
/** Bytes of a model token in ordinary text, about. */
const BYTES_PER_TOKEN = 4;

/** How {@link estimateTokens} counts. */
export interface EstimateOptions {
  /** Counting ends when there are more. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

type Count = (text: string) => number;
let counter: Promise<Count> | undefined;

/**
 * How many model tokens texts have, with the vocabulary cl100k, from which those of today's models differ by some per
 * cent; a model's own program counts exactly, and only what it counts is charged.
 *
 * @returns The count, or one above `limit` that is not the whole count.
 * @throws The signal's reason.
 */
export async function estimateTokens(texts: readonly string[], { limit, signal }: EstimateOptions): Promise<number> {
  counter ??= loadCounter();
  const count = await counter;
  let tokens = texts.length * TEMPLATE_TOKENS;
  let sliceEndsMs = performance.now() + SLICE_MS;
  for (const text of texts) {
    for (const piece of piecesOf(text)) {
      tokens += count(piece);
      if (tokens > limit) return tokens;
      if (performance.now() < sliceEndsMs) continue;
      await nextTurn();
      signal.throwIfAborted();
      sliceEndsMs = performance.now() + SLICE_MS;
    }
  }
  return tokens;
}

/** A count that the texts certainly do not exceed: no model token has less than a byte. Costs next to nothing. */
export function tokensAtMost(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + TEMPLATE_TOKENS, 0);
}

/** A count for texts whose size alone is known to matter little, from their bytes. */
export function tokensRoughly(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + TEMPLATE_TOKENS, 0);
}

/** The vocabulary takes 17 MiB and 0.2 s, so it is loaded with the first text that may not fit. */
async function loadCounter(): Promise<Count> {
  const { countTokens } = await import('gpt-tokenizer/encoding/cl100k_base');
  // Text that looks like a control token of OpenAI's models is text.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}
