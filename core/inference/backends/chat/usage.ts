import { isRecord } from '../http/read-bounded.ts';

/** Counts of model tokens. */
export interface TokenCounts {
  readonly inboundTokens: number;
  readonly outboundTokens: number;
}

/** Above this a count is a fault: no context is that long. */
const MAX_COUNT = 100_000_000;

/**
 * The usage of an OpenAI-style object: `prompt_tokens` (cached ones included) and `completion_tokens`.
 *
 * @returns null when it is missing or not believable.
 */
export function readUsage(usage: unknown): TokenCounts | null {
  return isRecord(usage) ? countsOrNull(usage.prompt_tokens, usage.completion_tokens) : null;
}

/**
 * The usage that llama.cpp tells in `timings`, also in streams without `usage`.
 * `prompt_n` leaves cached model tokens out, so `cache_n` is added: the sum is what `usage.prompt_tokens` says.
 */
export function readTimings(timings: unknown): TokenCounts | null {
  if (!isRecord(timings)) return null;
  const { prompt_n: read, cache_n: cached = 0, predicted_n: predicted } = timings;
  return typeof read === 'number' && typeof cached === 'number' ? countsOrNull(read + cached, predicted) : null;
}

/** The usage in LM Studio's native `stats`, where a stream carries them. */
export function readStats(stats: unknown): TokenCounts | null {
  return isRecord(stats) ? countsOrNull(stats.input_tokens, stats.total_output_tokens) : null;
}

/** Both counts when both are believable; else null. */
export function countsOrNull(inbound: unknown, outbound: unknown): TokenCounts | null {
  return isCount(inbound) && isCount(outbound) ? { inboundTokens: inbound, outboundTokens: outbound } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_COUNT;
}

/**
 * Estimate of the model tokens of a text: a quarter of its UTF-8 bytes, rounded up.
 * English and code have about 4 bytes a token, most other scripts fewer, so that it counts rather too little.
 */
export function estimateTokens(utf8Bytes: number): number {
  return Math.ceil(utf8Bytes / 4);
}

/**
 * Our own count of an answer whose backend gives none.
 * Servers send one piece per model token, so the pieces are counted, unless their size says that this server cuts
 * its answers differently (below 2 or above 6 bytes a piece on average); then the bytes decide.
 *
 * @param pieces - Pieces of the stream that carried text.
 * @param utf8Bytes - Size of that text.
 * @param maxOutboundTokens - What the backend was asked for at most; the count does not exceed it.
 */
export function countOutbound(pieces: number, utf8Bytes: number, maxOutboundTokens: number): number {
  const bytesPerPiece = pieces === 0 ? 0 : utf8Bytes / pieces;
  const counted = bytesPerPiece >= 2 && bytesPerPiece <= 6 ? pieces : estimateTokens(utf8Bytes);
  return Math.min(counted, maxOutboundTokens);
}
