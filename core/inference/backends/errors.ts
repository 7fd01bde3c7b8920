import { type ErrorCode, type ErrorDetails, ExecutorError } from '../../foundation/errors/index.ts';

/** Codes that the methods of a backend reject with. */
export type BackendErrorCode = Extract<ErrorCode, `BACKEND_${string}`>;

/**
 * An error of the backend called `backend`.
 * The text a server sent is never part of it: it may repeat the prompt.
 */
export function backendError(code: BackendErrorCode, backend: string, details: ErrorDetails = {}): ExecutorError {
  return new ExecutorError(code, { backend, ...details });
}

const modelProblem =
  /model[^.]{0,120}(not found|not loaded|does not exist|unknown|no such)|no models? (is |are )?loaded|(unknown|invalid|no such) model|failed to load model|model_not_found/i;
const wrongPath = /unexpected endpoint|file not found|not a valid endpoint|invalid url/i;
/** What programs write when memory is short: llama.cpp, CUDA, Vulkan, Metal, Ollama, LM Studio. */
const memoryProblem =
  /out of (device |host |gpu |video )?memory|insufficient (system |gpu |video |v?ram)|unable to allocate|failed to allocate|not enough (memory|v?ram)|requires more system memory|OutOfDeviceMemory/i;
const busy = /loading model|model is loading|no slot available|overloaded|too many requests|server is busy/i;

/**
 * Sorts an error that a server sent.
 *
 * @param status - HTTP status, null for an error inside a stream.
 * @param text - The error's text; read here and dropped.
 */
export function upstreamError(backend: string, status: number | null, text: string): ExecutorError {
  const details = status === null ? {} : { status };
  // An error about a request may repeat the prompt, which a stranger wrote.
  const isAboutRequest = status !== null && status >= 400 && status < 500;
  if (!isAboutRequest && tellsOfMemory(text))
    return backendError('BACKEND_FAILED', backend, { ...details, reason: 'out-of-memory' });
  return backendError(upstreamCode(status, text), backend, details);
}

/** True for a text of a model program that says that memory was short. */
export function tellsOfMemory(text: string): boolean {
  return memoryProblem.test(text);
}

function upstreamCode(status: number | null, text: string): BackendErrorCode {
  if (status === 401 || status === 403) return 'BACKEND_UNAUTHORIZED';
  if (busy.test(text) || status === 429 || status === 503) return 'BACKEND_BUSY';
  if (wrongPath.test(text)) return 'BACKEND_BAD_RESPONSE';
  if (modelProblem.test(text)) return 'BACKEND_MODEL_NOT_FOUND';
  if (status === 404 || (status !== null && status >= 300 && status < 400)) return 'BACKEND_BAD_RESPONSE';
  if (status !== null && status >= 400 && status < 500) return 'BACKEND_REJECTED';
  return 'BACKEND_FAILED';
}

/** System error codes that mean that nobody answers at the address. */
const unreachableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** The error for a connection that failed before anything of an answer arrived. */
export function connectionError(backend: string, cause: unknown): ExecutorError {
  const code = systemCode(cause);
  if (code === null || unreachableCodes.has(code)) return reachError(backend, code, cause);
  // What is left are certificates, broken HTTP and the like: somebody is there, but not what we expect.
  return backendError('BACKEND_BAD_RESPONSE', backend, { reason: code });
}

function reachError(backend: string, code: string | null, cause: unknown): ExecutorError {
  const details: ErrorDetails = code === null ? { backend } : { backend, reason: code };
  return new ExecutorError('BACKEND_UNREACHABLE', details, { cause });
}

/** The code of a system error, also of the first of several; null when there is none. */
function systemCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  return null;
}
