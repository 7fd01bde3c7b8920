import { toMessages } from '../chat/chat-client.ts';
import { boundError } from '../chat/chat-errors.ts';
import { completeInTries, type Try, type TryOptions } from '../chat/tries.ts';
import { backendError, connectionError, upstreamError } from '../errors.ts';
import type { OpenServer } from '../http/open-server.ts';
import { errorTextOf, isRecord, parseJson, readText } from '../http/read-bounded.ts';
import { readLines } from '../http/read-lines.ts';
import type { CompletionRequest, LlmClient } from '../interface.ts';
import type { BackendModules } from '../kind.ts';
import { MAX_ERROR_BYTES } from '../limits.ts';
import { readOllamaChunk } from './read-chunk.ts';

/** How chats are made. */
export interface OllamaChatOptions extends TryOptions {
  /** Root of the server. */
  readonly root: string;
  /** The context that a model is asked with. */
  contextLengthOf(model: string, signal: AbortSignal): Promise<number>;
  /** How long the model stays in memory after a chat; null leaves it to Ollama. */
  keepAliveOf(model: string): string | null;
}

/**
 * Chats over Ollama's own API, because the OpenAI-compatible one cannot say how large the context is to be: a prompt
 * above Ollama's default would be cut without a word.
 */
export function createOllamaChat(
  { clock, logger, server }: BackendModules & { readonly server: OpenServer },
  options: OllamaChatOptions,
): Pick<LlmClient, 'complete'> {
  const { backend, root } = options;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (server.authorization !== null) headers.authorization = server.authorization;

  async function receive(attempt: Try): Promise<void> {
    const { request, signal } = attempt;
    const contextLength = await options.contextLengthOf(request.model, signal);
    const body = JSON.stringify(toBody(request, contextLength, options.keepAliveOf(request.model)));
    const sent = server.http.fetch(`${root}/api/chat`, { method: 'POST', headers, body, signal });
    const response = await boundError(
      await sent.catch((error: unknown) => {
        throw connectionError(backend, error);
      }),
    );
    await expectLines(response);
    for await (const line of readLines(response)) takeLine(line, contextLength, attempt);
  }

  async function expectLines(response: Response): Promise<void> {
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && /^application\/x-ndjson\b/i.test(type)) return;
    const text = errorTextOf(parseJson(await readText(response, MAX_ERROR_BYTES)));
    if (text === '' && response.ok) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'not-a-stream' });
    throw upstreamError(backend, response.status, text);
  }

  function takeLine(line: string, contextLength: number, { take }: Try): void {
    const value = parseJson(line);
    if (isRecord(value) && value.error !== undefined) throw upstreamError(backend, null, errorTextOf(value));
    const chunk = readOllamaChunk(value);
    if (chunk === null) throw backendError('BACKEND_BAD_RESPONSE', backend, { reason: 'chunk' });
    // A version that cannot be told not to cut has cut the prompt to exactly the context: an answer to something else.
    const inboundTokens = chunk.counts?.inboundTokens ?? 0;
    if (inboundTokens >= contextLength) throw backendError('BACKEND_REJECTED', backend, { reason: 'context' });
    take(chunk);
  }

  return {
    complete: (request, call) => completeInTries({ clock, logger }, options, request, call, receive),
  };
}

function toBody(request: CompletionRequest, contextLength: number, keepAlive: string | null) {
  const { model, temperature, maxOutboundTokens } = request;
  return {
    model,
    messages: toMessages(request),
    stream: true,
    // Refuse a prompt that is too long, and end an answer at the context, instead of forgetting their beginning.
    truncate: false,
    shift: false,
    ...(keepAlive === null ? {} : { keep_alive: keepAlive }),
    options: {
      num_ctx: contextLength,
      num_predict: maxOutboundTokens,
      ...(temperature === null ? {} : { temperature }),
    },
  };
}
