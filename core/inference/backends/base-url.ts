import { ExecutorError } from '../../foundation/errors/index.ts';

/** Ends of a base URL that name one API of a server and not the server. */
const apiSuffix = /\/(v1|api\/v0|api\/v1)(\/(models|chat\/completions))?\/*$/;

/**
 * Parses what a person wrote as base URL.
 *
 * @returns The URL, or null when it is not an absolute http or https URL without user, password, query and fragment.
 */
export function parseBaseUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  const isPlain = [url.username, url.password, url.search, url.hash].every((part) => part === '');
  return isHttp && isPlain ? url : null;
}

/** @throws `CONFIG_INVALID` for a base URL that {@link parseBaseUrl} refuses; the configuration refuses it before. */
export function requireBaseUrl(text: string): URL {
  const url = parseBaseUrl(text);
  if (url === null) throw new ExecutorError('CONFIG_INVALID', { key: 'llm_client.base_url' });
  return url;
}

/** Root of the server of a base URL, without slash at its end: `/v1`, `/api/v0` and `/api/v1` are taken off. */
export function serverRootOf(url: URL): string {
  return withPath(url, url.pathname.replace(apiSuffix, ''));
}

/** Root of the OpenAI-compatible API of a base URL, without slash at its end: its path as written, else `/v1`. */
export function apiRootOf(url: URL): string {
  const path = url.pathname.replace(/\/(chat\/completions|models)\/*$/, '').replace(/\/+$/, '');
  return withPath(url, path === '' ? '/v1' : path);
}

function withPath(url: URL, path: string): string {
  return `${url.origin}${path.replace(/\/+$/, '')}`;
}
