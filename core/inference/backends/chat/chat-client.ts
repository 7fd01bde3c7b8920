import OpenAI, { APIError } from 'openai';
import { Stream } from 'openai/streaming';
import { type Clock, delay } from '../../../foundation/clock.ts';
import { type ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { backendError, upstreamError } from '../errors.ts';
import type { BackendHttp } from '../http/backend-http.ts';
import { BodyTooLargeError, errorTextOf, parseJson, readText } from '../http/read-bounded.ts';
import type { Completion, CompletionOptions, CompletionRequest } from '../interface.ts';
import { type CallLimits, MAX_ERROR_BYTES } from '../limits.ts';
import { Answer } from './answer.ts';
import { type CallWatch, watchCall } from './call-watch.ts';
import { toChatError } from './chat-errors.ts';
import { readChunk } from './read-chunk.ts';

/** What a chat call needs. */
export interface ChatModules {
  readonly http: BackendHttp;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where and how to call. */
export interface ChatOptions {
  /** Name of the backend, for errors. */
  readonly backend: string;
  /** Root of the OpenAI-compatible API, `/v1` included. */
  readonly apiRoot: string;
  /** Value of the Authorization header; null sends none. */
  readonly authorization: string | null;
  readonly limits: CallLimits;
  /** Further tries of a call that failed before its first piece of text, ≥ 0. */
  readonly maxRetries: number;
}

type LimitField = 'max_tokens' | 'max_completion_tokens';
const newerLimitField = 'max_completion_tokens';

/** Failures that a second try a moment later may not meet again. */
const worthRetrying: ReadonlySet<string> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_BUSY', 'BACKEND_FAILED']);

/**
 * Chat completions over an OpenAI-compatible API, always streamed, so that progress, the time to the first model token
 * and stopping are real.
 */
export class ChatClient {
  readonly #modules: ChatModules;
  readonly #options: ChatOptions;
  readonly #openai: OpenAI;
  #limitField: LimitField = 'max_tokens';

  constructor(modules: ChatModules, options: ChatOptions) {
    this.#modules = modules;
    this.#options = options;
    this.#openai = new OpenAI({
      baseURL: options.apiRoot,
      // The package insists on a key; what is really sent is the header below.
      apiKey: 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      defaultHeaders: { authorization: options.authorization, 'user-agent': 'lloom-executor' },
      fetch: async (input, init) => boundError(await modules.http.fetch(input, init)),
      // Retries and time limits are ours; its log would repeat prompts.
      maxRetries: 0,
      timeout: options.limits.timeoutMs + 10_000,
      logLevel: 'off',
    });
  }

  /** @see LlmClient.complete */
  async complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    const { clock, logger } = this.#modules;
    const { backend, limits, maxRetries } = this.#options;
    const watch = watchCall({ clock }, { backend, limits, signal: options.signal });
    try {
      for (let attempt = 1; ; attempt += 1) {
        const answer = new Answer(backend, request);
        try {
          await this.#receive(request, answer, watch, options);
          return { ...answer.finish(), timeToFirstTokenMs: watch.timeToFirstTokenMs(), durationMs: watch.elapsedMs() };
        } catch (error) {
          const failure = watch.failure() ?? toChatError(backend, error);
          if (answer.pieces > 0 || attempt > maxRetries || !worthRetrying.has(failure.code)) throw failure;
          logger.debug('Backend call failed before its first output; trying again', { code: failure.code, attempt });
          await this.#pause(attempt, watch);
        }
      }
    } finally {
      watch.end();
    }
  }

  async #receive(
    request: CompletionRequest,
    answer: Answer,
    watch: CallWatch,
    options: CompletionOptions,
  ): Promise<void> {
    const failure = watch.failure();
    if (failure !== null) throw failure;
    const response = await this.#call(request, watch);
    await this.#expectStream(response);
    const ended = new AbortController();
    const chunks: AsyncIterable<unknown> = Stream.fromSSEResponse(response, ended, this.#openai);
    for await (const value of chunks) {
      const chunk = readChunk(value);
      if (chunk === null) throw backendError('BACKEND_BAD_RESPONSE', this.#options.backend, { reason: 'chunk' });
      if (!answer.add(chunk)) continue;
      watch.heard();
      options.onProgress?.({ outboundTokens: answer.pieces, timeToFirstTokenMs: watch.timeToFirstTokenMs() });
    }
    const stopped = watch.failure();
    if (stopped !== null) throw stopped;
  }

  /** Hosted models of OpenAI want the limit under its newer name, which local servers may not know. */
  async #call(request: CompletionRequest, watch: CallWatch): Promise<Response> {
    const send = (field: LimitField) =>
      this.#openai.chat.completions.create(toBody(request, field), { signal: watch.signal }).asResponse();
    const field = this.#limitField;
    try {
      return await send(field);
    } catch (error) {
      if (field === newerLimitField || !asksForNewerLimit(error)) throw error;
      const response = await send(newerLimitField);
      this.#limitField = newerLimitField;
      return response;
    }
  }

  /** Servers answer errors with status 200 and JSON; read as a stream they would be an empty answer. */
  async #expectStream(response: Response): Promise<void> {
    const { backend } = this.#options;
    const type = response.headers.get('content-type') ?? '';
    if (/^text\/event-stream\b/i.test(type)) return;
    const text = errorTextOf(parseJson(await readText(response, MAX_ERROR_BYTES)));
    if (text === '') throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'not-a-stream' });
    throw upstreamError(backend, response.status, text);
  }

  async #pause(attempt: number, watch: CallWatch): Promise<void> {
    const backoffMs = Math.min(250 * 2 ** (attempt - 1), 4000);
    await delay(this.#modules.clock, backoffMs, watch.signal).catch((error: unknown) => {
      throw isExecutorError(error) ? error : (watch.failure() as ExecutorError);
    });
  }
}

/** The package reads the body of an error whole; this leaves it no more than the part we sort errors by. */
async function boundError(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await readText(response, MAX_ERROR_BYTES).catch((error: unknown) => {
    if (error instanceof BodyTooLargeError) return '';
    throw error;
  });
  return new Response(text, { status: response.status, headers: response.headers });
}

/** Looks at the fields of the error only: its message may repeat the prompt, which a stranger wrote. */
function asksForNewerLimit(error: unknown): boolean {
  if (!(error instanceof APIError) || error.status !== 400) return false;
  return error.param === 'max_tokens' && error.code === 'unsupported_parameter';
}

function toBody(request: CompletionRequest, limitField: LimitField): OpenAI.ChatCompletionCreateParamsStreaming {
  const { model, prompt, systemPrompt, temperature, maxOutboundTokens } = request;
  return {
    model,
    messages: [
      ...(systemPrompt === null ? [] : [{ role: 'system' as const, content: systemPrompt }]),
      { role: 'user', content: prompt },
    ],
    [limitField]: maxOutboundTokens,
    ...(temperature === null ? {} : { temperature }),
    stream: true,
    stream_options: { include_usage: true },
  };
}
