import type { LlmServerOptions } from '../types.ts';

/** A chat as a client asks for it, in whatever dialect. */
export interface Chat {
  readonly model: string;
  readonly prompt: string;
  /** Most model tokens to generate; undefined for as many as there are. */
  readonly limit: number | undefined;
  readonly stream: boolean;
  readonly wantsUsage: boolean;
  /** Model tokens that prompt and answer may have together; undefined for the model's. */
  readonly contextLength?: number;
  /** Whether a prompt above the context is cut. @defaultValue true */
  readonly truncate?: boolean;
  /** Custom API: the answer is to come as server-sent events. */
  readonly live?: boolean;
}

/** One piece of an answer and the field of `delta` that it goes into. */
export interface Piece {
  readonly field: 'content' | 'reasoning' | 'reasoning_content';
  readonly text: string;
}

/** What is answered to a chat when nothing goes wrong. */
export interface Script {
  readonly pieces: readonly Piece[];
  readonly finishReason: 'stop' | 'length';
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of a list of messages, joined; null for anything else. */
export function promptOf(messages: unknown): string | null {
  if (!Array.isArray(messages)) return null;
  return messages.map((message) => (isObject(message) ? String(message.content ?? '') : '')).join(' ');
}

/** Model tokens of a text. */
export const countTokens = (text: string): number => cut(text).length + 4;

/** Pieces as a tokenizer would cut them, one per model token. */
function cut(text: string): string[] {
  return text.match(/\s*\S{1,5}/gu) ?? [];
}

/** The answer to a chat; the same chat always gets the same one. */
export function writeScript(chat: Chat, { answer, reasoning }: LlmServerOptions): Script {
  const { prompt } = chat;
  const sentence = answer?.(prompt) ?? `You said "${prompt.slice(0, 60)}", and that is all there is to it.`;
  const thoughts = reasoning ? cut(reasoning.text).map((text): Piece => ({ field: reasoning.field, text })) : [];
  const whole = [...thoughts, ...cut(sentence).map((text): Piece => ({ field: 'content', text }))];
  const pieces = whole.slice(0, chat.limit ?? whole.length);
  const inbound = Math.min(countTokens(prompt), chat.contextLength ?? Number.POSITIVE_INFINITY);
  return {
    pieces,
    finishReason: pieces.length < whole.length ? 'length' : 'stop',
    usage: {
      prompt_tokens: inbound,
      completion_tokens: pieces.length,
      total_tokens: inbound + pieces.length,
    },
  };
}
