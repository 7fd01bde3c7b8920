import { boundError } from '../chat/chat-errors.ts';
import { isEventStream, receiveStream } from '../chat/read-stream.ts';
import { completeInTries, type Try } from '../chat/tries.ts';
import { backendError, connectionError, upstreamError } from '../errors.ts';
import { openServer } from '../http/open-server.ts';
import { errorTextOf, parseJson, readText } from '../http/read-bounded.ts';
import { type LlmClient, type ModelInfo, unknownFacts, unknownModel } from '../interface.ts';
import type { BackendModules } from '../kind.ts';
import { type CallLimits, callLimits, MAX_LINE_BYTES } from '../limits.ts';
import { uniqueModels } from '../model-fields.ts';
import type { LlmClientSettings } from '../settings.ts';
import type { CustomAdapter, CustomAnswer } from './adapter.ts';

/**
 * A client of a program with an API of its own: one address that is sent a request and answers with JSON, or with
 * server-sent events in OpenAI's shape.
 */
export function createCustomClient(
  { clock, logger }: BackendModules,
  settings: LlmClientSettings,
  adapter: CustomAdapter,
  limits: CallLimits = callLimits(settings.timeoutSecs),
): LlmClient {
  const server = openServer({ clock }, settings, { kind: 'custom' });
  const { name: backend, url, http, authorization } = server;
  const api = server.apiAt(url.href);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (authorization !== null) headers.authorization = authorization;
  const models: readonly ModelInfo[] = uniqueModels(settings.custom.models.map(unknownModel));

  async function receive(attempt: Try): Promise<void> {
    const body = JSON.stringify(guarded(() => adapter.toBody(attempt.request)));
    if (body === undefined) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'transformer' });
    const sent = http.fetch(url, { method: 'POST', headers, body, signal: attempt.signal });
    const response = await boundError(
      await sent.catch((error: unknown) => {
        throw connectionError(backend, error);
      }),
    );
    if (response.ok && isEventStream(response)) return receiveStream(response, backend, attempt);
    const answered = parseJson(await readText(response, MAX_LINE_BYTES));
    if (!response.ok) throw upstreamError(backend, response.status, errorTextOf(answered));
    takeWhole(answered, attempt);
  }

  function takeWhole(body: unknown, { take }: Try): void {
    if (body === undefined) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'json' });
    const answer = guarded(() => adapter.read(body));
    if (answer !== null && 'error' in answer) throw upstreamError(backend, null, answer.error);
    if (answer === null) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'answer' });
    const { content, counts, finishReason }: CustomAnswer = answer;
    // An answer that came whole is complete, whether or not it says why it ended.
    take({ content, reasoning: '', finishReason: finishReason ?? 'stop', counts });
  }

  /** The owner's own code and paths may throw anything. */
  function guarded<Value>(run: () => Value): Value {
    try {
      return run();
    } catch {
      throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'transformer' });
    }
  }

  /** Whether somebody is there, whatever is answered: nothing more can be asked of an API that nobody knows. */
  async function reach(signal: AbortSignal): Promise<void> {
    const { status } = await api.head('', { signal });
    if (status === 401 || status === 403) throw backendError('BACKEND_UNAUTHORIZED', backend, { status });
  }

  const { maxRetries } = settings;
  return {
    kind: 'custom',
    name: backend,
    complete: (request, call) => {
      const isKnown = models.some(({ id }) => id === request.model);
      if (!isKnown) return Promise.reject(backendError('BACKEND_MODEL_NOT_FOUND', backend));
      return completeInTries({ clock, logger }, { backend, limits, maxRetries }, request, call, receive);
    },
    async listModels({ signal }) {
      await reach(signal);
      return models;
    },
    async healthCheck({ signal }) {
      const startedAtMs = clock.monotonicMs();
      await reach(signal);
      return { latencyMs: clock.monotonicMs() - startedAtMs, version: null };
    },
    version: async () => null,
    control: null,
    async facts({ signal }) {
      await reach(signal);
      return unknownFacts;
    },
    async close() {
      http.close();
    },
  };
}
