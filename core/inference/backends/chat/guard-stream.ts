import { backendError } from '../errors.ts';
import { MAX_STREAM_BYTES, MAX_STREAM_LINE_BYTES } from '../limits.ts';

const NEWLINE = 0x0a;

/**
 * The same response with a bounded body: reading on past the limits fails with `BACKEND_RESPONSE_TOO_LARGE` and closes
 * the connection. The limits are on the whole stream and on one line of it, because a parser keeps a line in memory.
 */
export function guardStream(response: Response, backend: string): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let total = 0;
  let line = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        total += value.byteLength;
        const newline = value.lastIndexOf(NEWLINE);
        line = newline === -1 ? line + value.byteLength : value.byteLength - newline - 1;
        if (total > MAX_STREAM_BYTES || line > MAX_STREAM_LINE_BYTES) {
          await reader.cancel();
          throw backendError('BACKEND_RESPONSE_TOO_LARGE', backend);
        }
        controller.enqueue(value);
      },
      cancel: () => reader.cancel(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status: response.status, headers: response.headers });
}
