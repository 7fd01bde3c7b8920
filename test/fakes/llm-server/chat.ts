import type { ServerResponse } from 'node:http';
import { sendJson, waitOpen, write } from './http.ts';
import type { Fault, LlmServerOptions, RecordedRequest } from './types.ts';

interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens?: number;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

/** True for a body that a chat can be made of. */
export function isChatBody(body: unknown): body is ChatBody {
  return typeof body === 'object' && body !== null && Array.isArray((body as { messages?: unknown }).messages);
}

/** Pieces as a tokenizer would cut them, one per model token. */
export function cut(text: string): string[] {
  return text.match(/\s*\S{1,5}/gu) ?? [];
}

const upstreamSecret = 'detail that must stay on the server';

/** Answers one chat, or fails as told. Returns whether it was answered in full. */
export async function answerChat(
  response: ServerResponse,
  body: ChatBody,
  fault: Fault | null,
  options: LlmServerOptions,
  record: RecordedRequest,
): Promise<boolean> {
  const prompt = body.messages.map((message) => message.content).join(' ');
  const sentence = options.answer?.(prompt) ?? `You said "${prompt.slice(0, 60)}", and that is all there is to it.`;
  const reasoning = options.reasoning
    ? cut(options.reasoning.text).map((text) => [options.reasoning?.field, text])
    : [];
  const all = [...reasoning, ...cut(sentence).map((text) => ['content', text])] as [string, string][];
  const pieces = all.slice(0, body.max_tokens ?? all.length);
  const finishReason = pieces.length < all.length ? 'length' : 'stop';
  const usage = {
    prompt_tokens: cut(prompt).length + 4,
    completion_tokens: pieces.length,
    total_tokens: cut(prompt).length + 4 + pieces.length,
  };
  const latencyMs = options.latencyMs ?? 0;

  switch (fault?.kind) {
    case 'error-200':
      sendJson(response, 200, { error: fault.message ?? 'Unexpected endpoint or method. (POST /chat/completions)' });
      return false;
    case 'status': {
      const message = `${fault.message ?? 'Refused.'} ${upstreamSecret} ${'x'.repeat(fault.bodyBytes ?? 0)}`;
      sendJson(response, fault.status, { error: { message, type: 'server_error' } });
      return false;
    }
  }
  if (body.stream !== true || fault?.kind === 'not-a-stream') {
    if (!(await waitOpen(response, latencyMs))) return false;
    const content = pieces.map(([, text]) => text).join('');
    const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }];
    sendJson(response, 200, { object: 'chat.completion', model: body.model, choices, usage });
    return true;
  }

  const chunk = (delta: unknown, finish: string | null = null, extra = {}) =>
    `data: ${JSON.stringify({
      id: 'chatcmpl-fake',
      object: 'chat.completion.chunk',
      model: body.model,
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...extra,
    })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (fault?.kind === 'slow-first-token' && !(await waitOpen(response, fault.delayMs))) return false;
  if (fault?.kind === 'endless-line') {
    await write(response, 'data: {"choices":[{"index":0,"delta":{"content":"');
    while (await write(response, 'x'.repeat(65_536))) record.piecesSent += 1;
    return false;
  }
  if (fault?.kind === 'huge') {
    for (let sent = 0; sent < fault.bytes; sent += 65_536) {
      if (!(await write(response, chunk({ content: 'x'.repeat(65_536) })))) return false;
      record.piecesSent += 1;
    }
  }
  await write(response, chunk({ role: 'assistant', content: null }));
  const pauseMs = latencyMs / Math.max(1, pieces.length);
  let dueMs = performance.now();
  for (const [index, [field, text]] of pieces.entries()) {
    if (fault && 'afterPieces' in fault && index === fault.afterPieces) {
      if (fault.kind === 'stall') return waitOpen(response, Number.POSITIVE_INFINITY);
      if (fault.kind === 'cut') {
        response.socket?.destroySoon();
        return false;
      }
      if (fault.kind === 'error-in-stream') {
        const message = `${fault.message ?? 'The model crashed.'} ${upstreamSecret}`;
        await write(response, `event: error\ndata: ${JSON.stringify({ error: { message } })}\n\n`);
      }
      response.end();
      return false;
    }
    // Due times instead of pauses, so that timers that come late do not add up.
    dueMs += pauseMs;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1 && !(await waitOpen(response, waitMs))) return false;
    const isLast = index === pieces.length - 1;
    const wrong = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const extra = fault?.kind === 'usage-on-content' ? { usage: isLast ? usage : wrong } : {};
    if (!(await write(response, chunk({ [field]: text }, null, extra)))) return false;
    record.piecesSent += 1;
  }
  if (fault?.kind === 'bad-json') await write(response, `data: {"choices": ${upstreamSecret}\n\n`);
  await write(response, chunk({}, finishReason));
  const withUsage = body.stream_options?.include_usage === true;
  if (withUsage && fault?.kind !== 'no-usage' && fault?.kind !== 'usage-on-content') {
    const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    const last = { object: 'chat.completion.chunk', choices: [], usage: fault?.kind === 'zero-usage' ? zero : usage };
    await write(response, `data: ${JSON.stringify(last)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
  return true;
}
