import type { ServerResponse } from 'node:http';
import { type Chat, type Script, writeScript } from './answers/script.ts';
import { type AnswerWriter, FILLER_BYTES } from './answers/writer.ts';
import type { Dialect } from './dialects/dialect.ts';
import { sendJson, waitOpen } from './http.ts';
import type { Fault, LlmServerOptions, RecordedRequest } from './types.ts';

/** Part of every error that the server sends; a client that lets it out has leaked text of a server. */
export const upstreamSecret = 'detail that must stay on the server';

/** One chat that is to be answered. */
export interface ChatTask {
  readonly response: ServerResponse;
  readonly chat: Chat;
  readonly fault: Fault | null;
  readonly record: RecordedRequest;
  readonly dialect: Dialect;
}

/** Answers one chat, or fails as told. Returns whether it was answered in full. */
export async function answerChat(task: ChatTask, options: LlmServerOptions): Promise<boolean> {
  const { response, chat, fault, dialect } = task;
  const script = writeScript(chat, options);
  const latencyMs = options.latencyMs ?? 0;
  if (fault !== null && refuses(task, fault)) return false;
  if (chat.stream && fault?.kind !== 'not-a-stream') {
    return answerStream(task, dialect.openAnswer(response, chat), script, latencyMs);
  }
  return answerWhole(task, script, latencyMs);
}

/** Sends the error of a fault that leaves no answer; false for other faults. */
function refuses({ response, record, dialect }: ChatTask, fault: Fault): boolean {
  switch (fault.kind) {
    case 'newer-limit': {
      const { max_tokens: older } = record.body as { max_tokens?: number };
      if (older !== undefined) {
        const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
        sendJson(response, 400, { error: { message, param: 'max_tokens', code: 'unsupported_parameter' } });
        return true;
      }
      if (fault.thenStatus === undefined) return false;
      sendJson(response, fault.thenStatus, { error: { message: 'Refused.' } });
      return true;
    }
    case 'loading':
      sendJson(response, 503, dialect.errorBody('Loading model', 'unavailable_error'));
      return true;
    case 'error-200':
      // Always the plain form, which is LM Studio's: clients must understand it from anybody.
      sendJson(response, 200, { error: fault.message ?? 'Unexpected endpoint or method. (POST /chat/completions)' });
      return true;
    case 'status': {
      const message = `${fault.message ?? 'Refused.'} ${upstreamSecret} ${'x'.repeat(fault.bodyBytes ?? 0)}`;
      sendJson(response, fault.status, dialect.errorBody(message));
      return true;
    }
    default:
      return false;
  }
}

async function answerWhole({ response, chat }: ChatTask, script: Script, latencyMs: number): Promise<boolean> {
  if (!(await waitOpen(response, latencyMs))) return false;
  const content = script.pieces.map(({ text }) => text).join('');
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: script.finishReason }];
  sendJson(response, 200, { object: 'chat.completion', model: chat.model, choices, usage: script.usage });
  return true;
}

async function answerStream(task: ChatTask, writer: AnswerWriter, script: Script, latencyMs: number): Promise<boolean> {
  const { response, chat, fault, record } = task;
  await writer.begin();
  if (fault?.kind === 'slow-first-token' && !(await waitOpen(response, fault.delayMs))) return false;
  if (fault?.kind === 'endless-line') return writer.sendEndlessLine();
  if (fault?.kind === 'huge' && !(await sendFiller(writer, fault, record))) return false;
  const pauseMs = latencyMs / Math.max(1, script.pieces.length);
  let dueMs = performance.now();
  for (const [index, piece] of script.pieces.entries()) {
    if (fault && 'afterPieces' in fault && index === fault.afterPieces) return breakOff(response, writer, fault);
    // Due times instead of pauses, so that timers that come late do not add up.
    dueMs += pauseMs;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1 && !(await waitOpen(response, waitMs))) return false;
    const usage = fault?.kind === 'usage-on-content' ? usageSoFar(script, index) : undefined;
    if (!(await writer.sendPiece(piece, usage))) return false;
    record.piecesSent += 1;
  }
  if (fault?.kind === 'bad-json') await writer.sendBadJson(upstreamSecret);
  await writer.finish(script.finishReason, chat.wantsUsage ? usageOf(script, fault) : null);
  return true;
}

/** Sends text before the answer, in pieces of 64 KiB; false once the client has left. */
async function sendFiller(
  writer: AnswerWriter,
  { bytes, field = 'content' }: Extract<Fault, { kind: 'huge' }>,
  record: RecordedRequest,
): Promise<boolean> {
  for (let sent = 0; sent < bytes; sent += FILLER_BYTES) {
    if (!(await writer.sendPiece({ field, text: 'x'.repeat(FILLER_BYTES) }))) return false;
    record.piecesSent += 1;
  }
  return true;
}

/** Ends the stream before it is complete, in one of the ways that there are. */
async function breakOff(
  response: ServerResponse,
  writer: AnswerWriter,
  fault: Extract<Fault, { afterPieces: number }>,
): Promise<boolean> {
  switch (fault.kind) {
    case 'stall':
      return waitOpen(response, Number.POSITIVE_INFINITY);
    case 'cut':
      // What was written must arrive first.
      response.socket?.destroySoon();
      return false;
    case 'error-in-stream':
      await writer.sendError(`${fault.message ?? 'The model crashed.'} ${upstreamSecret}`);
      return false;
    case 'early-end':
      writer.endEarly();
      return false;
  }
}

/** Wrong until the last piece. */
function usageSoFar(script: Script, index: number): Script['usage'] {
  const isLast = index === script.pieces.length - 1;
  return isLast ? script.usage : { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
}

function usageOf({ usage }: Script, fault: Fault | null): Script['usage'] | null {
  if (fault?.kind === 'no-usage' || fault?.kind === 'usage-on-content') return null;
  return fault?.kind === 'zero-usage' ? { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } : usage;
}
