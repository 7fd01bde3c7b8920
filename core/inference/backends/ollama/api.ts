import { Ollama } from 'ollama/browser';
import { isExecutorError } from '../../../foundation/errors/index.ts';
import { backendError, upstreamError } from '../errors.ts';
import type { JsonApi, JsonCall } from '../http/json-api.ts';
import { errorTextOf } from '../http/read-bounded.ts';
import { LOAD_TIMEOUT_MS } from '../limits.ts';

/** The calls of Ollama's own API that we need beside chats. Answers are as the server gave them, unchecked. */
export interface OllamaApi {
  tags(signal: AbortSignal): Promise<unknown>;
  ps(signal: AbortSignal): Promise<unknown>;
  show(model: string, signal: AbortSignal): Promise<unknown>;
  /** Loads a model and keeps it for this long. */
  load(
    model: string,
    options: { readonly contextLength: number | null; readonly keepAlive: string; readonly signal: AbortSignal },
  ): Promise<unknown>;
  unload(model: string, signal: AbortSignal): Promise<unknown>;
}

/** The package puts its paths behind a host; we ask below the root of the configured server. */
const HOST = 'http://ollama.invalid';

/**
 * Calls the API through the package `ollama`, whose requests go out on our own HTTP: bounded, with our signal, without
 * what it would tell of this machine, and without what it would print of an error.
 */
export function createOllamaApi(
  { api }: { readonly api: JsonApi },
  { backend }: { readonly backend: string },
): OllamaApi {
  async function call<T>(options: JsonCall, use: (ollama: Ollama) => Promise<T>): Promise<T> {
    const fetch: typeof globalThis.fetch = async (input, init = {}) => {
      const path = String(input).slice(HOST.length).replace(/^:\d+/, '');
      const sent: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
      const { status, text, body } = await (init.method === 'POST'
        ? api.post(path, sent, options)
        : api.get(path, options));
      if (status !== 200) throw upstreamError(backend, status, errorTextOf(body));
      return new Response(text, { headers: { 'content-type': 'application/json' } });
    };
    try {
      return await use(new Ollama({ host: HOST, fetch }));
    } catch (error) {
      if (isExecutorError(error)) throw error;
      throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'json' });
    }
  }

  return {
    tags: (signal) => call({ signal }, (ollama) => ollama.list()),
    ps: (signal) => call({ signal }, (ollama) => ollama.ps()),
    show: (model, signal) => call({ signal }, (ollama) => ollama.show({ model })),
    load(model, { contextLength, keepAlive, signal }) {
      const options = contextLength === null ? {} : { num_ctx: contextLength };
      return call({ signal, timeoutMs: LOAD_TIMEOUT_MS }, (ollama) =>
        ollama.chat({ model, messages: [], keep_alive: keepAlive, options }),
      );
    },
    unload: (model, signal) =>
      call({ signal, timeoutMs: LOAD_TIMEOUT_MS }, (ollama) => ollama.chat({ model, messages: [], keep_alive: 0 })),
  };
}
