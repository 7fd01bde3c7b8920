import type { ServerResponse } from 'node:http';
import { sendJson, waitOpen } from './http.ts';
import { type ChatBody, type Script, writeScript } from './script.ts';
import { ChatStream } from './stream.ts';
import type { Fault, LlmServerOptions, RecordedRequest } from './types.ts';

/** Part of every error that the server sends; a client that lets it out has leaked text of a server. */
export const upstreamSecret = 'detail that must stay on the server';

interface Chat {
  readonly response: ServerResponse;
  readonly body: ChatBody;
  readonly fault: Fault | null;
  readonly record: RecordedRequest;
}

/** Answers one chat, or fails as told. Returns whether it was answered in full. */
export async function answerChat(chat: Chat, options: LlmServerOptions): Promise<boolean> {
  const { response, body, fault } = chat;
  const script = writeScript(body, options);
  const latencyMs = options.latencyMs ?? 0;
  switch (fault?.kind) {
    case 'newer-limit': {
      if (body.max_tokens !== undefined) {
        const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
        sendJson(response, 400, { error: { message, param: 'max_tokens', code: 'unsupported_parameter' } });
        return false;
      }
      if (fault.thenStatus === undefined) break;
      sendJson(response, fault.thenStatus, { error: { message: 'Refused.' } });
      return false;
    }
    case 'error-200':
      sendJson(response, 200, { error: fault.message ?? 'Unexpected endpoint or method. (POST /chat/completions)' });
      return false;
    case 'status': {
      const message = `${fault.message ?? 'Refused.'} ${upstreamSecret} ${'x'.repeat(fault.bodyBytes ?? 0)}`;
      sendJson(response, fault.status, { error: { message, type: 'server_error' } });
      return false;
    }
  }
  const whole = body.stream !== true || fault?.kind === 'not-a-stream';
  return whole ? answerWhole(chat, script, latencyMs) : answerStream(chat, script, latencyMs);
}

async function answerWhole({ response, body }: Chat, script: Script, latencyMs: number): Promise<boolean> {
  if (!(await waitOpen(response, latencyMs))) return false;
  const content = script.pieces.map(({ text }) => text).join('');
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: script.finishReason }];
  sendJson(response, 200, { object: 'chat.completion', model: body.model, choices, usage: script.usage });
  return true;
}

async function answerStream(chat: Chat, script: Script, latencyMs: number): Promise<boolean> {
  const { response, body, fault, record } = chat;
  const stream = new ChatStream(response, body.model, record);
  stream.begin();
  if (fault?.kind === 'slow-first-token' && !(await waitOpen(response, fault.delayMs))) return false;
  if (fault?.kind === 'endless-line') return stream.sendEndlessLine();
  if (fault?.kind === 'huge' && !(await stream.sendFiller(fault.bytes, fault.field))) return false;
  await stream.send({ role: 'assistant', content: null });
  const pauseMs = latencyMs / Math.max(1, script.pieces.length);
  let dueMs = performance.now();
  for (const [index, { field, text }] of script.pieces.entries()) {
    if (fault && 'afterPieces' in fault && index === fault.afterPieces) return breakOff(chat, stream, fault);
    // Due times instead of pauses, so that timers that come late do not add up.
    dueMs += pauseMs;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1 && !(await waitOpen(response, waitMs))) return false;
    const extra = fault?.kind === 'usage-on-content' ? { usage: usageSoFar(script, index) } : {};
    if (!(await stream.send({ [field]: text }, null, extra))) return false;
    record.piecesSent += 1;
  }
  if (fault?.kind === 'bad-json') await stream.sendText(`data: {"choices": ${upstreamSecret}\n\n`);
  await stream.send({}, script.finishReason);
  if (body.stream_options?.include_usage === true) await sendUsage(stream, script, fault);
  stream.end();
  return true;
}

/** Ends the stream before it is complete, in one of the ways that there are. */
async function breakOff(
  { response }: Chat,
  stream: ChatStream,
  fault: Extract<Fault, { afterPieces: number }>,
): Promise<boolean> {
  switch (fault.kind) {
    case 'stall':
      return waitOpen(response, Number.POSITIVE_INFINITY);
    case 'cut':
      // What was written must arrive first.
      response.socket?.destroySoon();
      return false;
    case 'error-in-stream': {
      const message = `${fault.message ?? 'The model crashed.'} ${upstreamSecret}`;
      await stream.sendText(`event: error\ndata: ${JSON.stringify({ error: { message } })}\n\n`);
      response.end();
      return false;
    }
    case 'early-end':
      response.end();
      return false;
  }
}

/** Wrong until the last piece. */
function usageSoFar(script: Script, index: number): Script['usage'] {
  const isLast = index === script.pieces.length - 1;
  return isLast ? script.usage : { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
}

async function sendUsage(stream: ChatStream, { usage }: Script, fault: Fault | null): Promise<void> {
  if (fault?.kind === 'no-usage' || fault?.kind === 'usage-on-content') return;
  const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  await stream.sendObject({ choices: [], usage: fault?.kind === 'zero-usage' ? zero : usage });
}
