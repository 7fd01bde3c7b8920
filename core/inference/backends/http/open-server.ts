import type { Clock } from '../../../foundation/clock.ts';
import { requireBaseUrl } from '../base-url.ts';
import type { LlmClientSettings } from '../settings.ts';
import { type BackendHttp, createBackendHttp } from './backend-http.ts';
import { createJsonApi, type JsonApi } from './json-api.ts';

/** One server with what is needed to call it. */
export interface OpenServer {
  /** Name of the backend. */
  readonly name: string;
  readonly url: URL;
  readonly http: BackendHttp;
  /** Value of the Authorization header; null sends none. */
  readonly authorization: string | null;
  /** Asks below this root. */
  apiAt(root: string): JsonApi;
  /** Asks below this root without our key; null where there is no key. */
  strangerAt(root: string): JsonApi | null;
}

/**
 * Makes what a client of one server consists of; no I/O.
 *
 * @param more.headers - Sent with every request, beside those of the settings.
 * @throws `CONFIG_INVALID` for a base URL that the configuration would refuse.
 */
export function openServer(
  { clock }: { readonly clock: Clock },
  settings: LlmClientSettings,
  more: { readonly kind: string; readonly headers?: Readonly<Record<string, string>> },
): OpenServer {
  const name = settings.name ?? more.kind;
  const { authorization: own = null, ...headers } = revealed(settings);
  const authorization = own ?? (settings.apiKey === null ? null : `Bearer ${settings.apiKey.reveal()}`);
  const http = createBackendHttp({ ...more.headers, ...headers });
  const apiAt = (root: string, key: string | null = authorization) =>
    createJsonApi({ http, clock }, { backend: name, root, authorization: key });
  return {
    name,
    url: requireBaseUrl(settings.baseUrl),
    http,
    authorization,
    apiAt: (root) => apiAt(root),
    strangerAt: (root) => (authorization === null ? null : apiAt(root, null)),
  };
}

function revealed({ headers }: LlmClientSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.reveal()]));
}
