import type { ServerResponse } from 'node:http';
import { write } from '../http.ts';
import type { Chat, Piece, Script } from './script.ts';
import { type AnswerWriter, FILLER_BYTES } from './writer.ts';

const NANOSECONDS_PER_PIECE = 20_000_000;

/** An answer as Ollama sends it: one JSON object a line. */
export class NdjsonWriter implements AnswerWriter {
  readonly #response: ServerResponse;
  readonly #model: string;

  constructor(response: ServerResponse, chat: Chat) {
    this.#response = response;
    this.#model = chat.model;
  }

  async begin(): Promise<boolean> {
    this.#response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    this.#response.flushHeaders();
    return true;
  }

  sendPiece({ field, text }: Piece, usage?: Script['usage']): Promise<boolean> {
    const message = field === 'content' ? { content: text } : { content: '', thinking: text };
    return this.#send({ message: { role: 'assistant', ...message }, done: false, ...countsOf(usage) });
  }

  async sendEndlessLine(): Promise<false> {
    await write(this.#response, '{"message":{"role":"assistant","content":"');
    while (await write(this.#response, 'x'.repeat(FILLER_BYTES)));
    return false;
  }

  async sendError(message: string): Promise<void> {
    await write(this.#response, `${JSON.stringify({ error: message })}\n`);
    this.#response.end();
  }

  sendBadJson(text: string): Promise<boolean> {
    return write(this.#response, `{"message": ${text}\n`);
  }

  endEarly(): void {
    this.#response.end();
  }

  async finish(finishReason: Script['finishReason'], usage: Script['usage'] | null): Promise<void> {
    const message = { role: 'assistant', content: '' };
    await this.#send({ message, done: true, done_reason: finishReason, ...countsOf(usage ?? undefined) });
    this.#response.end();
  }

  #send(fields: object): Promise<boolean> {
    const line = { model: this.#model, created_at: new Date(0).toISOString(), ...fields };
    return write(this.#response, `${JSON.stringify(line)}\n`);
  }
}

/** Ollama leaves counts of 0 out. */
function countsOf(usage: Script['usage'] | undefined) {
  if (usage === undefined) return {};
  return {
    total_duration: (usage.completion_tokens + 2) * NANOSECONDS_PER_PIECE,
    load_duration: NANOSECONDS_PER_PIECE,
    ...(usage.prompt_tokens === 0 ? {} : { prompt_eval_count: usage.prompt_tokens }),
    prompt_eval_duration: NANOSECONDS_PER_PIECE,
    ...(usage.completion_tokens === 0 ? {} : { eval_count: usage.completion_tokens }),
    eval_duration: usage.completion_tokens * NANOSECONDS_PER_PIECE,
  };
}
