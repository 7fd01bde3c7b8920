import type { LlmServerOptions } from './types.ts';

/** A chat as a client asks for it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
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

/** True for a body that a chat can be made of. */
export function isChatBody(body: unknown): body is ChatBody {
  return typeof body === 'object' && body !== null && Array.isArray((body as { messages?: unknown }).messages);
}

/** Pieces as a tokenizer would cut them, one per model token. */
function cut(text: string): string[] {
  return text.match(/\s*\S{1,5}/gu) ?? [];
}

/** The answer to a chat; the same chat always gets the same one. */
export function writeScript(body: ChatBody, { answer, reasoning }: LlmServerOptions): Script {
  const prompt = body.messages.map((message) => message.content).join(' ');
  const sentence = answer?.(prompt) ?? `You said "${prompt.slice(0, 60)}", and that is all there is to it.`;
  const thoughts = reasoning ? cut(reasoning.text).map((text): Piece => ({ field: reasoning.field, text })) : [];
  const whole = [...thoughts, ...cut(sentence).map((text): Piece => ({ field: 'content', text }))];
  const pieces = whole.slice(0, body.max_tokens ?? body.max_completion_tokens ?? whole.length);
  const inbound = cut(prompt).length + 4;
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
