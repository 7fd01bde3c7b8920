import type { Clock } from '../../../foundation/clock.ts';
import { isExecutorError } from '../../../foundation/errors/index.ts';
import { backendError, connectionError } from '../errors.ts';
import { MAX_JSON_BYTES, PROBE_TIMEOUT_MS } from '../limits.ts';
import type { BackendHttp } from './backend-http.ts';
import { BodyTooLargeError, parseJson, readText } from './read-bounded.ts';

/** A small JSON answer of whatever status; `body` is undefined when it was not JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks one server for small JSON documents. */
export interface JsonApi {
  /**
   * @param path - Appended to the server's root, begins with a slash.
   * @throws `BACKEND_UNREACHABLE`, `BACKEND_TIMEOUT` after 10 s, `BACKEND_ABORTED`, `BACKEND_BAD_RESPONSE`.
   */
  get(path: string, options: { signal: AbortSignal }): Promise<JsonAnswer>;
}

/** @param options.authorization - Value of the header of that name; null sends none. */
export function createJsonApi(
  modules: { readonly http: BackendHttp; readonly clock: Clock },
  options: { readonly backend: string; readonly root: string; readonly authorization: string | null },
): JsonApi {
  const { http, clock } = modules;
  const { backend, root, authorization } = options;
  return {
    async get(path, { signal }) {
      const limit = new AbortController();
      const stop = () => limit.abort(backendError('BACKEND_ABORTED', backend));
      const cancelTimer = clock.setTimer(() => limit.abort(backendError('BACKEND_TIMEOUT', backend)), PROBE_TIMEOUT_MS);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      try {
        const headers = authorization === null ? {} : { authorization };
        const response = await http.fetch(`${root}${path}`, { headers, signal: limit.signal });
        return { status: response.status, body: parseJson(await readText(response, MAX_JSON_BYTES)) };
      } catch (error) {
        if (limit.signal.aborted) throw limit.signal.reason;
        if (isExecutorError(error)) throw error;
        if (error instanceof BodyTooLargeError) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'size' });
        throw connectionError(backend, error);
      } finally {
        cancelTimer();
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
