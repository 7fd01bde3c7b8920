import { APIConnectionError, APIError } from 'openai';
import { type ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import { backendError, connectionError, upstreamError } from '../errors.ts';
import { BodyTooLargeError, errorTextOf, readText } from '../http/read-bounded.ts';
import { MAX_ERROR_BYTES } from '../limits.ts';

/**
 * Anything thrown during a chat call as one of our errors.
 * Errors that hold a server's text are sorted and dropped, not kept as a cause.
 */
export function toChatError(backend: string, error: unknown): ExecutorError {
  if (isExecutorError(error)) return error;
  if (error instanceof APIConnectionError) return fromConnection(backend, error.cause ?? error);
  if (error instanceof APIError) {
    const text = `${error.message} ${errorTextOf({ error: error.error })}`;
    return upstreamError(backend, typeof error.status === 'number' ? error.status : null, text);
  }
  if (error instanceof BodyTooLargeError) return backendError('BACKEND_RESPONSE_TOO_LARGE', backend);
  if (error instanceof SyntaxError) return backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'json' });
  // The connection broke in the middle of an answer.
  return backendError('BACKEND_FAILED', backend, { reason: 'cut' });
}

function fromConnection(backend: string, cause: unknown): ExecutorError {
  return isExecutorError(cause) ? cause : connectionError(backend, cause);
}

/** Clients of others read the body of an error whole; this leaves them no more than the part we sort errors by. */
export async function boundError(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await readText(response, MAX_ERROR_BYTES).catch((error: unknown) => {
    if (error instanceof BodyTooLargeError) return '';
    throw error;
  });
  return new Response(text, { status: response.status, headers: response.headers });
}
