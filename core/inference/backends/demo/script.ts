import { createHash } from 'node:crypto';
import type { CompletionRequest } from '../interface.ts';
import { demoTexts } from './texts.ts';

/** An answer that is known beforehand: the same request always gets the same one. */
export interface DemoScript {
  /** What is sent, one piece per model token; joined they are the answer. */
  readonly pieces: readonly string[];
  readonly inboundTokens: number;
  readonly finishReason: 'stop' | 'length';
  /** Before the first piece, milliseconds. */
  readonly firstPieceDelayMs: number;
  /** Before each further piece, milliseconds. */
  readonly pieceDelayMs: number;
}

/** The scripted answer to a request. */
export function writeScript(request: CompletionRequest): DemoScript {
  const digest = createHash('sha256')
    .update(`${request.model}\n${request.systemPrompt ?? ''}\n${request.prompt}`)
    .digest();
  const whole = splitPieces(demoTexts[digest.readUInt16BE(0) % demoTexts.length] ?? '');
  const pieces = whole.slice(0, request.maxOutboundTokens);
  const inbound = splitPieces(`${request.systemPrompt ?? ''} ${request.prompt}`).length;
  return {
    pieces,
    // A chat template adds a few around every message.
    inboundTokens: inbound + 8,
    finishReason: pieces.length < whole.length ? 'length' : 'stop',
    firstPieceDelayMs: 300 + (digest[2] ?? 0) * 2,
    pieceDelayMs: 25 + (digest[3] ?? 0) / 16,
  };
}

/** Cuts a text as a tokenizer might: words with the space before them, long ones in two, marks alone. */
function splitPieces(text: string): string[] {
  return text.match(/\s*[\p{L}\p{N}]{1,6}|\s*[^\s\p{L}\p{N}]|\s+/gu) ?? [];
}
