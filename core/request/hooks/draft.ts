import { type ErrorDetails, ExecutorError, type JsonValue } from '../../foundation/errors/index.ts';
import type { Completion } from '../../inference/backends/index.ts';
import type { LedgerSource } from '../../money/ledger/index.ts';
import { MAX_CONTENT_BYTES } from '../../protocol/index.ts';
import type { HookedAnswer } from '../index.ts';
import type { PluginResponse, ResponseDraft, ResponseFacts } from './interface.ts';

/** Most bytes of metadata that the ledger keeps, as JSON text in UTF-8: 16 KiB. */
export const MAX_METADATA_BYTES = 16 * 1024;

/** A completion as hooks see it. */
export function responseFacts(model: string, completion: Completion, source: LedgerSource): ResponseFacts {
  const { inboundTokens, outboundTokens, finishReason, timeToFirstTokenMs, durationMs } = completion;
  const totalTokens = inboundTokens + outboundTokens;
  return { model, inboundTokens, outboundTokens, totalTokens, source, finishReason, timeToFirstTokenMs, durationMs };
}

/** The response that handler and transformer work on; what they do to its counts is never read back. */
export function createDraft(facts: ResponseFacts, content: string): ResponseDraft {
  return { ...facts, content, metadata: new Map() };
}

/**
 * Reads back what hooks left in a draft.
 *
 * @throws `HOOK_FAILED` when the content is no text or too large, or the metadata is no JSON or too large.
 */
export function readDraft(draft: ResponseDraft, details: ErrorDetails): HookedAnswer {
  const content: unknown = draft.content;
  if (typeof content !== 'string')
    throw new ExecutorError('HOOK_FAILED', { ...details, problem: 'content is no text' });
  const sizeBytes = Buffer.byteLength(content);
  if (sizeBytes > MAX_CONTENT_BYTES) {
    throw new ExecutorError('HOOK_FAILED', { ...details, problem: 'content too large', sizeBytes });
  }
  return { content: content.toWellFormed(), metadata: metadataText(draft.metadata, details) };
}

function metadataText(metadata: unknown, details: ErrorDetails): string | null {
  if (!(metadata instanceof Map)) throw new ExecutorError('HOOK_FAILED', { ...details, problem: 'metadata is no map' });
  if (metadata.size === 0) return null;
  const text = jsonText(metadata, details);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes <= MAX_METADATA_BYTES) return text;
  throw new ExecutorError('HOOK_FAILED', { ...details, problem: 'metadata too large', sizeBytes });
}

function jsonText(metadata: Map<unknown, unknown>, details: ErrorDetails): string {
  try {
    // A value that JSON does not know would be left out without a word, so it is refused.
    return JSON.stringify(Object.fromEntries(metadata as Map<string, unknown>), (_, value: unknown) => {
      if (value === undefined || ['function', 'symbol', 'bigint'].includes(typeof value)) throw new TypeError();
      if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError();
      return value;
    });
  } catch (cause) {
    throw new ExecutorError('HOOK_FAILED', { ...details, problem: 'metadata is no JSON' }, { cause });
  }
}

/** An answer as plugins see it. */
export function pluginResponse(facts: ResponseFacts, answer: HookedAnswer, chargeWei: bigint | null): PluginResponse {
  const metadata = JSON.parse(answer.metadata ?? '{}', (_, value: JsonValue) => Object.freeze(value));
  return Object.freeze({ ...facts, content: answer.content, metadata, chargeWei });
}
