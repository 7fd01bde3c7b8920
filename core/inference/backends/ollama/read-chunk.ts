import type { ChunkFacts } from '../chat/read-chunk.ts';
import { countsOrNull } from '../chat/usage.ts';
import { isRecord } from '../http/read-bounded.ts';

/** What one line of an answer of Ollama tells. */
export interface OllamaChunk extends ChunkFacts {
  readonly done: boolean;
}

/**
 * Reads one line of `POST /api/chat`. The last one has the counts; a count of 0 is left out there, and an old version
 * leaves out that of a prompt which it had read before: then there are no counts.
 *
 * @returns null when the value is no such line.
 */
export function readOllamaChunk(value: unknown): OllamaChunk | null {
  if (!isRecord(value) || typeof value.done !== 'boolean') return null;
  const message = isRecord(value.message) ? value.message : {};
  const { done } = value;
  return {
    content: textOf(message.content),
    reasoning: textOf(message.thinking),
    finishReason: done ? textOf(value.done_reason) || 'stop' : null,
    counts: done ? countsOrNull(value.prompt_eval_count, value.eval_count ?? 0) : null,
    done,
  };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
