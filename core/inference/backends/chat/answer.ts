import { MAX_CONTENT_BYTES } from '../../../protocol/index.ts';
import { backendError } from '../errors.ts';
import type { Completion, CompletionRequest } from '../interface.ts';
import type { ChunkFacts } from './read-chunk.ts';
import { countOutbound, estimateTokens, type TokenCounts } from './usage.ts';

type Finished = Omit<Completion, 'timeToFirstTokenMs' | 'durationMs'>;

/** Reasons to end, in the words of OpenAI-compatible servers and of LM Studio's native API. */
const finishReasons: ReadonlyMap<string, Completion['finishReason'] | 'failed'> = new Map([
  ['stop', 'stop'],
  ['eosFound', 'stop'],
  ['stopStringFound', 'stop'],
  ['length', 'length'],
  ['maxPredictedTokensReached', 'length'],
  ['contextLengthReached', 'length'],
  ['failed', 'failed'],
  ['error', 'failed'],
  ['modelUnloaded', 'failed'],
]);

/** Collects the chunks of one answer. */
export class Answer {
  readonly #backend: string;
  readonly #request: CompletionRequest;
  #content = '';
  #contentBytes = 0;
  /** Counted, not kept: the network carries the content only. */
  #reasoningBytes = 0;
  #pieces = 0;
  #finishReason: string | null = null;
  #counts: TokenCounts | null = null;

  constructor(backend: string, request: CompletionRequest) {
    this.#backend = backend;
    this.#request = request;
  }

  /** Pieces with text so far, which is about one per model token. */
  get pieces(): number {
    return this.#pieces;
  }

  /**
   * Takes the next chunk.
   *
   * @returns True when it carried text.
   * @throws `BACKEND_RESPONSE_TOO_LARGE` when the content is larger than the network carries.
   */
  add(chunk: ChunkFacts): boolean {
    this.#finishReason = chunk.finishReason ?? this.#finishReason;
    this.#counts = chunk.counts ?? this.#counts;
    if (chunk.content === '' && chunk.reasoning === '') return false;
    this.#pieces += 1;
    this.#reasoningBytes += Buffer.byteLength(chunk.reasoning);
    this.#contentBytes += Buffer.byteLength(chunk.content);
    if (this.#contentBytes > MAX_CONTENT_BYTES) throw backendError('BACKEND_RESPONSE_TOO_LARGE', this.#backend);
    this.#content += chunk.content;
    return true;
  }

  /**
   * The whole answer.
   *
   * @throws `BACKEND_FAILED` when the stream ended without saying that the answer is complete.
   */
  finish(): Finished {
    if (this.#finishReason === null) throw backendError('BACKEND_FAILED', this.#backend, { reason: 'cut' });
    const finishReason = finishReasons.get(this.#finishReason) ?? 'other';
    if (finishReason === 'failed') throw backendError('BACKEND_FAILED', this.#backend, { reason: 'finish' });
    return { content: this.#content, finishReason, ...this.#count() };
  }

  #count(): Pick<Completion, 'inboundTokens' | 'outboundTokens' | 'countedBy'> {
    const stated = this.#counts;
    // Some versions state 0 for a prompt or an answer that is there: not a count.
    if (stated !== null && stated.inboundTokens > 0 && (stated.outboundTokens > 0 || this.#pieces === 0)) {
      return { ...stated, countedBy: 'backend' };
    }
    const { prompt, systemPrompt, maxOutboundTokens } = this.#request;
    return {
      inboundTokens: estimateTokens(Buffer.byteLength(prompt) + Buffer.byteLength(systemPrompt ?? '')),
      outboundTokens: countOutbound(this.#pieces, this.#contentBytes + this.#reasoningBytes, maxOutboundTokens),
      countedBy: 'local',
    };
  }
}
