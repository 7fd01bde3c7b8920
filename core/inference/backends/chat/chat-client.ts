import OpenAI, { APIError } from 'openai';
import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { backendError, upstreamError } from '../errors.ts';
import type { BackendHttp } from '../http/backend-http.ts';
import { errorTextOf, parseJson, readText } from '../http/read-bounded.ts';
import type { Completion, CompletionOptions, CompletionRequest } from '../interface.ts';
import { MAX_ERROR_BYTES } from '../limits.ts';
import { boundError } from './chat-errors.ts';
import { isEventStream, receiveStream } from './read-stream.ts';
import { completeInTries, type Try, type TryOptions } from './tries.ts';

/** What a chat call needs. */
export interface ChatModules {
  readonly http: BackendHttp;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where and how to call. */
export interface ChatOptions extends TryOptions {
  /** Root of the OpenAI-compatible API, `/v1` included. */
  readonly apiRoot: string;
  /** Value of the Authorization header; null sends none. */
  readonly authorization: string | null;
  /** The server's own name of a model. @defaultValue ours */
  readonly toBackendModel?: (id: string) => string;
  /** Called before each request that is sent, retries included; what it throws is the outcome. */
  readonly beforeSend?: () => Promise<void>;
}

type LimitField = 'max_tokens' | 'max_completion_tokens';
const newerLimitField = 'max_completion_tokens';

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
  complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    const { toBackendModel = (id: string) => id } = this.#options;
    const renamed = { ...request, model: toBackendModel(request.model) };
    return completeInTries(this.#modules, this.#options, renamed, options, (attempt) => this.#receive(attempt));
  }

  async #receive(attempt: Try): Promise<void> {
    const response = await this.#call(attempt);
    await this.#expectStream(response);
    await receiveStream(response, this.#options.backend, attempt);
  }

  /** Hosted models of OpenAI want the limit under its newer name, which local servers may not know. */
  async #call({ request, signal }: Try): Promise<Response> {
    const send = async (field: LimitField) => {
      await this.#options.beforeSend?.();
      return this.#openai.chat.completions.create(toBody(request, field), { signal }).asResponse();
    };
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
    if (isEventStream(response)) return;
    const text = errorTextOf(parseJson(await readText(response, MAX_ERROR_BYTES)));
    if (text === '') throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'not-a-stream' });
    throw upstreamError(backend, response.status, text);
  }
}

/** Looks at the fields of the error only: its message may repeat the prompt, which a stranger wrote. */
function asksForNewerLimit(error: unknown): boolean {
  if (!(error instanceof APIError) || error.status !== 400) return false;
  return error.param === 'max_tokens' && error.code === 'unsupported_parameter';
}

function toBody(request: CompletionRequest, limitField: LimitField): OpenAI.ChatCompletionCreateParamsStreaming {
  const { model, temperature, maxOutboundTokens } = request;
  return {
    model,
    messages: toMessages(request),
    [limitField]: maxOutboundTokens,
    ...(temperature === null ? {} : { temperature }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** System text and prompt as messages, in the shape that all programs share. */
export function toMessages({
  prompt,
  systemPrompt,
}: CompletionRequest): { role: 'system' | 'user'; content: string }[] {
  const user = { role: 'user' as const, content: prompt };
  return systemPrompt === null ? [user] : [{ role: 'system', content: systemPrompt }, user];
}
