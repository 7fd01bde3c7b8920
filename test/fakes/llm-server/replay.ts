import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { sendText, waitOpen, write } from './http.ts';
import type { RecordedRequest } from './types.ts';

/** One exchange with a real llama-server. */
export interface Exchange {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string };
  readonly response: {
    readonly status: number;
    readonly contentType: string;
    readonly body?: string;
    readonly chunks?: readonly string[];
  };
  /** The client left before the end. */
  readonly aborted?: boolean;
}

const file = new URL('../../fixtures/vectors/llama-server.json', import.meta.url);

/** The recordings of these names, in this order. */
export async function loadExchanges(names: readonly string[]): Promise<readonly Exchange[]> {
  const { exchanges } = JSON.parse(await readFile(file, 'utf8')) as { exchanges: readonly Exchange[] };
  return names.map((name) => {
    const exchange = exchanges.find((entry) => entry.name === name);
    if (exchange === undefined) throw new Error(`There is no recording "${name}".`);
    return exchange;
  });
}

/** Answers with a recording. Returns whether it was answered in full. */
export async function replay(exchange: Exchange, response: ServerResponse, record: RecordedRequest): Promise<boolean> {
  const { status, contentType, body, chunks } = exchange.response;
  if (chunks === undefined) {
    sendText(response, status, contentType, body ?? '');
    return status === 200;
  }
  response.writeHead(status, { 'content-type': contentType });
  for (const chunk of chunks) {
    if (!(await write(response, chunk))) return false;
    record.piecesSent += 1;
  }
  if (exchange.aborted === true) return waitOpen(response, Number.POSITIVE_INFINITY);
  // As seen: the connection is closed after a streamed answer, although nothing announced it.
  const { socket } = response;
  response.end(() => socket?.destroySoon());
  return true;
}
