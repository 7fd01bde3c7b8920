import OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { backendError } from '../errors.ts';
import { readChunk } from './read-chunk.ts';
import type { Try } from './tries.ts';

/** Whoever parses a stream of the package logs through a client; this one logs nothing, and is never called. */
const silent = new OpenAI({ apiKey: 'none', baseURL: 'http://localhost', logLevel: 'off' });

/** True for server-sent events. */
export function isEventStream(response: Response): boolean {
  return /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
}

/** Takes the chunks of an answer in OpenAI's shape. @throws `BACKEND_BAD_RESPONSE`, and what the package throws */
export async function receiveStream(response: Response, backend: string, { take }: Try): Promise<void> {
  const chunks: AsyncIterable<unknown> = Stream.fromSSEResponse(response, new AbortController(), silent);
  for await (const value of chunks) {
    const chunk = readChunk(value);
    if (chunk === null) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'chunk' });
    take(chunk);
  }
}
