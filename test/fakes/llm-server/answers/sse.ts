import type { ServerResponse } from 'node:http';
import { write } from '../http.ts';
import type { Chat, Piece, Script } from './script.ts';
import { type AnswerWriter, FILLER_BYTES } from './writer.ts';

/** An answer as server-sent events in OpenAI's shape. */
export class SseWriter implements AnswerWriter {
  readonly #response: ServerResponse;
  readonly #model: string;

  constructor(response: ServerResponse, chat: Chat) {
    this.#response = response;
    this.#model = chat.model;
  }

  begin(): Promise<boolean> {
    this.#response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.#response.flushHeaders();
    return this.#send({ choices: [choice({ role: 'assistant', content: null })] });
  }

  sendPiece({ field, text }: Piece, usage?: Script['usage']): Promise<boolean> {
    return this.#send({ choices: [choice({ [field]: text })], ...(usage === undefined ? {} : { usage }) });
  }

  async sendEndlessLine(): Promise<false> {
    await write(this.#response, 'data: {"choices":[{"index":0,"delta":{"content":"');
    while (await write(this.#response, 'x'.repeat(FILLER_BYTES)));
    return false;
  }

  async sendError(message: string): Promise<void> {
    await write(this.#response, `event: error\ndata: ${JSON.stringify({ error: { message } })}\n\n`);
    this.#response.end();
  }

  sendBadJson(text: string): Promise<boolean> {
    return write(this.#response, `data: {"choices": ${text}\n\n`);
  }

  endEarly(): void {
    this.#response.end();
  }

  async finish(finishReason: Script['finishReason'], usage: Script['usage'] | null): Promise<void> {
    await this.#send({ choices: [{ ...choice({}), finish_reason: finishReason }] });
    if (usage !== null) await this.#send({ choices: [], usage });
    this.#response.end('data: [DONE]\n\n');
  }

  #send(fields: object): Promise<boolean> {
    const chunk = { id: 'chatcmpl-fake', object: 'chat.completion.chunk', model: this.#model, ...fields };
    return write(this.#response, `data: ${JSON.stringify(chunk)}\n\n`);
  }
}

function choice(delta: object) {
  return { index: 0, delta, finish_reason: null };
}
