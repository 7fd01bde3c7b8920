import type { ServerResponse } from 'node:http';
import { write } from '../http.ts';
import type { Piece, Script } from './script.ts';
import { type AnswerWriter, FILLER_BYTES } from './writer.ts';

/** An answer as one JSON object of an API that nobody else has; its bytes go out as they come. */
export class WholeJsonWriter implements AnswerWriter {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  begin(): Promise<boolean> {
    this.#response.writeHead(200, { 'content-type': 'application/json' });
    return write(this.#response, '{"output":{"text":"');
  }

  async sendPiece({ field, text }: Piece): Promise<boolean> {
    return field === 'content' ? write(this.#response, JSON.stringify(text).slice(1, -1)) : true;
  }

  async sendEndlessLine(): Promise<false> {
    while (await write(this.#response, 'x'.repeat(FILLER_BYTES)));
    return false;
  }

  async sendError(message: string): Promise<void> {
    await write(this.#response, `"},"error":${JSON.stringify(message)}}`);
    this.#response.end();
  }

  sendBadJson(text: string): Promise<boolean> {
    return write(this.#response, `" ${text} "`);
  }

  endEarly(): void {
    this.#response.end();
  }

  async finish(finishReason: Script['finishReason'], usage: Script['usage'] | null): Promise<void> {
    const counts =
      usage === null ? '' : `,"counts":{"read":${usage.prompt_tokens},"written":${usage.completion_tokens}}`;
    await write(this.#response, `"},"why":"${finishReason}"${counts}}`);
    this.#response.end();
  }
}
