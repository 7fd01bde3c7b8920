import { APIConnectionError, APIError } from 'openai';
import { type ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import { backendError, connectionError, upstreamError } from '../errors.ts';
import { BodyTooLargeError, errorTextOf } from '../http/read-bounded.ts';

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
