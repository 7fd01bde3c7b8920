import type { ServerResponse } from 'node:http';
import { write } from './http.ts';
import type { RecordedRequest } from './types.ts';

const FILLER_BYTES = 65_536;

/** The sending side of one answer as server-sent events. What sends resolves to false once the client has left. */
export class ChatStream {
  readonly #response: ServerResponse;
  readonly #model: string;
  readonly #record: RecordedRequest;

  constructor(response: ServerResponse, model: string, record: RecordedRequest) {
    this.#response = response;
    this.#model = model;
    this.#record = record;
  }

  /** Sends the headers at once, as real servers do while they still read the prompt. */
  begin(): void {
    this.#response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.#response.flushHeaders();
  }

  /** Sends one chunk with one choice. */
  send(delta: object, finishReason: string | null = null, extra: object = {}): Promise<boolean> {
    return this.sendObject({ choices: [{ index: 0, delta, finish_reason: finishReason }], ...extra });
  }

  /** Sends one chunk. */
  sendObject(fields: object): Promise<boolean> {
    const chunk = { id: 'chatcmpl-fake', object: 'chat.completion.chunk', model: this.#model, ...fields };
    return this.sendText(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  sendText(text: string): Promise<boolean> {
    return write(this.#response, text);
  }

  /** Sends text of this many bytes, in pieces of 64 KiB. */
  async sendFiller(bytes: number, field = 'content'): Promise<boolean> {
    for (let sent = 0; sent < bytes; sent += FILLER_BYTES) {
      if (!(await this.send({ [field]: 'x'.repeat(FILLER_BYTES) }))) return false;
      this.#record.piecesSent += 1;
    }
    return true;
  }

  /** Sends one line until the client leaves. */
  async sendEndlessLine(): Promise<false> {
    await this.sendText('data: {"choices":[{"index":0,"delta":{"content":"');
    while (await this.sendText('x'.repeat(FILLER_BYTES))) this.#record.piecesSent += 1;
    return false;
  }

  end(): void {
    this.#response.end('data: [DONE]\n\n');
  }
}
