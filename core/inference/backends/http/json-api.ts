import type { Clock } from '../../../foundation/clock.ts';
import { isExecutorError } from '../../../foundation/errors/index.ts';
import { backendError, connectionError } from '../errors.ts';
import { MAX_JSON_BYTES, PROBE_TIMEOUT_MS } from '../limits.ts';
import type { BackendHttp } from './backend-http.ts';
import { BodyTooLargeError, parseJson, readText } from './read-bounded.ts';

/** A small answer of whatever status; `body` is undefined when it was not JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

/** How a small question is asked. */
export interface JsonCall {
  readonly signal: AbortSignal;
  /** @defaultValue 10 s */
  readonly timeoutMs?: number;
}

/**
 * Asks one server for small JSON documents. Paths are appended to the server's root and begin with a slash.
 * Rejects with `BACKEND_UNREACHABLE`, `BACKEND_TIMEOUT`, `BACKEND_ABORTED`, `BACKEND_BAD_RESPONSE`.
 */
export interface JsonApi {
  get(path: string, call: JsonCall): Promise<JsonAnswer>;
  /** Whether somebody answers, without a body. */
  head(path: string, call: JsonCall): Promise<JsonAnswer>;
  /** @param body - Sent as JSON. */
  post(path: string, body: unknown, call: JsonCall): Promise<JsonAnswer>;
}

/** @param options.authorization - Value of the header of that name; null sends none. */
export function createJsonApi(
  modules: { readonly http: BackendHttp; readonly clock: Clock },
  options: { readonly backend: string; readonly root: string; readonly authorization: string | null },
): JsonApi {
  const { http, clock } = modules;
  const { backend, root, authorization } = options;
  const headers: Readonly<Record<string, string>> = authorization === null ? {} : { authorization };

  async function ask(path: string, init: RequestInit, { signal, timeoutMs = PROBE_TIMEOUT_MS }: JsonCall) {
    const limit = new AbortController();
    const stop = () => limit.abort(backendError('BACKEND_ABORTED', backend));
    const cancelTimer = clock.setTimer(() => limit.abort(backendError('BACKEND_TIMEOUT', backend)), timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      const response = await http.fetch(`${root}${path}`, { ...init, signal: limit.signal });
      const text = await readText(response, MAX_JSON_BYTES);
      return { status: response.status, text, body: parseJson(text) };
    } catch (error) {
      if (limit.signal.aborted) throw limit.signal.reason;
      if (isExecutorError(error)) throw error;
      if (error instanceof BodyTooLargeError) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'size' });
      throw connectionError(backend, error);
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', stop);
    }
  }

  return {
    get: (path, call) => ask(path, { headers }, call),
    head: (path, call) => ask(path, { method: 'HEAD', headers }, call),
    post: (path, body, call) =>
      ask(
        path,
        { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) },
        call,
      ),
  };
}
