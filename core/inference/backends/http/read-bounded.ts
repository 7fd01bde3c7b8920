/** A body that is larger than we read; the rest of it was not received. */
export class BodyTooLargeError extends Error {}

/**
 * Reads a body as UTF-8 text.
 *
 * @throws {@link BodyTooLargeError} above `maxBytes`, after closing the connection.
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new BodyTooLargeError();
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Parses JSON from a server; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The text is the server's and is not repeated anywhere.
  }
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text inside an error body of any server: `{error: "…"}`, `{error: {message, code}}`, `{message}`; else empty. */
export function errorTextOf(body: unknown): string {
  if (!isRecord(body)) return '';
  const error = body.error ?? body;
  if (typeof error === 'string') return error;
  if (!isRecord(error)) return '';
  return [error.message, error.code, error.type].filter((part) => typeof part === 'string').join(' ');
}
