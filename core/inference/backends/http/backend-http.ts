import http from 'node:http';
import https from 'node:https';
import { MAX_LINE_BYTES, MAX_STREAM_BYTES } from '../limits.ts';
import { BodyTooLargeError } from './read-bounded.ts';

const NEWLINE = 0x0a;

/** Sends requests to one server. Both calls reject with the system's error, or with the signal's reason. */
export interface BackendHttp {
  /** `fetch` on kept-alive sockets, for bodies that are text; redirects are not followed. */
  readonly fetch: typeof globalThis.fetch;
  /** Ends idle sockets. */
  close(): void;
}

interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: string | null;
  readonly signal: AbortSignal | null;
}

/**
 * HTTP on Node's own client instead of the global `fetch`, for two reasons: aborting closes the socket at once, which
 * is what stops a generation, and it tells when a request went out on a kept-alive socket that the server had already
 * closed. Such a request is sent once more on a fresh socket when not one byte of an answer was received.
 *
 * @param fixedHeaders - Sent with every request; they win over those of a call.
 */
export function createBackendHttp(fixedHeaders: Readonly<Record<string, string>> = {}): BackendHttp {
  const options = { keepAlive: true, maxFreeSockets: 16, maxSockets: 256, scheduling: 'lifo' } as const;
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const outgoing = readOutgoing(input, init, fixedHeaders);
    outgoing.signal?.throwIfAborted();
    const agent = agents[outgoing.url.protocol as keyof typeof agents];
    try {
      return toResponse(await send(outgoing, agent));
    } catch (error) {
      outgoing.signal?.throwIfAborted();
      if (!(error instanceof StaleSocketError)) throw error;
      return toResponse(await send(outgoing, false));
    }
  };
  return {
    fetch,
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** The only headers passed on: a server learns nothing of the machine, and no environment variable adds any. */
const sentHeaders: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type', 'user-agent']);

function readOutgoing(
  input: string | URL | Request,
  init: RequestInit = {},
  fixed: Readonly<Record<string, string>>,
): Outgoing {
  const body = init.body ?? null;
  if (input instanceof Request || (body !== null && typeof body !== 'string')) {
    throw new TypeError('Only URLs and text bodies are sent.');
  }
  const headers: http.OutgoingHttpHeaders = {};
  for (const [name, value] of new Headers(init.headers)) if (sentHeaders.has(name)) headers[name] = value;
  for (const [name, value] of Object.entries(fixed)) headers[name.toLowerCase()] = value;
  // Compressed answers would need a limit of their own; servers on the same machine gain nothing from them.
  headers['accept-encoding'] = 'identity';
  if (body !== null) headers['content-length'] = Buffer.byteLength(body);
  return { url: new URL(input), method: init.method ?? 'GET', headers, body, signal: init.signal ?? null };
}

/** The server had closed the kept-alive socket before our request arrived. */
class StaleSocketError extends Error {}

function send(outgoing: Outgoing, agent: http.Agent | false): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { url, method, headers, body, signal } = outgoing;
    const client = url.protocol === 'https:' ? https : http;
    const request = client.request(url, { method, headers, agent });
    // Node's own `signal` option lets the error escape from a socket that is just being handed back to the agent.
    const abort = () => request.destroy();
    signal?.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal?.removeEventListener('abort', abort));
    let bytesReadBefore = 0;
    request.once('socket', (socket) => {
      bytesReadBefore = socket.bytesRead;
    });
    request.once('response', resolve);
    request.on('error', (error) => {
      const nothingReceived = (request.socket?.bytesRead ?? 0) === bytesReadBefore;
      reject(request.reusedSocket && nothingReceived ? new StaleSocketError() : error);
    });
    request.end(body ?? undefined);
  });
}

function toResponse(message: http.IncomingMessage): Response {
  const status = message.statusCode ?? 0;
  const type = message.headers['content-type'];
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (status < 200 || status > 599 || encoding !== 'identity') {
    message.destroy();
    throw Object.assign(new Error('Unusable HTTP answer.'), { code: 'UNUSABLE_HTTP_ANSWER' });
  }
  const headers = type === undefined ? {} : { 'content-type': type };
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  if (!hasBody) message.resume();
  return new Response(hasBody ? toStream(message) : null, { status, headers });
}

/**
 * The body as a stream that reads no further ahead than one piece, and fails with {@link BodyTooLargeError} past the
 * limits on the whole and on one line, because whoever parses it keeps a line in memory.
 */
function toStream(message: http.IncomingMessage): ReadableStream<Uint8Array> {
  let total = 0;
  let line = 0;
  let settled = false;
  const settle = (end: () => void) => {
    if (settled) return;
    settled = true;
    end();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const fail = (error: Error) => settle(() => controller.error(error));
        message.on('data', (chunk: Uint8Array) => {
          const newline = chunk.lastIndexOf(NEWLINE);
          total += chunk.byteLength;
          line = newline === -1 ? line + chunk.byteLength : chunk.byteLength - newline - 1;
          if (total > MAX_STREAM_BYTES || line > MAX_LINE_BYTES) {
            fail(new BodyTooLargeError());
            message.destroy();
          } else if (!settled) {
            controller.enqueue(chunk);
            message.pause();
          }
        });
        message.once('end', () => settle(() => controller.close()));
        message.on('error', fail);
        message.once('close', () => fail(new Error('The connection ended in the middle of the answer.')));
        message.pause();
      },
      pull() {
        message.resume();
      },
      cancel() {
        settled = true;
        message.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
