import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** Sends a text of this content type. */
export function sendText(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Reads a request's body; undefined when it is not JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    return undefined; // A chat without JSON is answered with 400.
  }
}

/** Writes and waits until the socket takes more; false when it is closed. */
export async function write(response: ServerResponse, text: string): Promise<boolean> {
  if (response.destroyed || response.closed) return false;
  if (response.write(text)) return true;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
  return !response.destroyed;
}

/** Waits, at most until the response is closed; false when it is. */
export async function waitOpen(response: ServerResponse, delayMs: number): Promise<boolean> {
  if (response.destroyed) return false;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = delayMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(done, delayMs);
    response.on('close', done);
  });
  return !response.destroyed;
}
