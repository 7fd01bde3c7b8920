import { isRecord } from '../http/read-bounded.ts';
import { readStats, readTimings, readUsage, type TokenCounts } from './usage.ts';

/** What one chunk of a stream tells, in whatever dialect. */
export interface ChunkFacts {
  /** Text of the answer; empty when there is none. */
  readonly content: string;
  /** Text the model thinks aloud, which is counted but not part of the answer. */
  readonly reasoning: string;
  readonly finishReason: string | null;
  /** Counts of the whole answer; null when this chunk has none. */
  readonly counts: TokenCounts | null;
}

/**
 * Reads one chunk. Counts are accepted on any chunk, with or without choices.
 *
 * @returns null when the value is not a chunk of a chat completion.
 */
export function readChunk(value: unknown): ChunkFacts | null {
  if (!isRecord(value)) return null;
  const counts = readUsage(value.usage) ?? readTimings(value.timings) ?? readStats(value.stats);
  const choices = value.choices;
  if (choices !== undefined && !Array.isArray(choices)) return null;
  if (choices === undefined && counts === null) return null;
  const choice: unknown = choices?.find((entry: unknown) => isRecord(entry) && (entry.index ?? 0) === 0);
  if (!isRecord(choice)) return { content: '', reasoning: '', finishReason: null, counts };
  const delta = isRecord(choice.delta) ? choice.delta : {};
  return {
    content: text(delta.content),
    // gpt-oss models and Ollama say `reasoning`, R1-style models `reasoning_content`.
    reasoning: text(delta.reasoning_content) || text(delta.reasoning),
    finishReason: typeof choice.finish_reason === 'string' ? choice.finish_reason : null,
    counts,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
