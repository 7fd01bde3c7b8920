import { type Clock, delay } from '../../../foundation/clock.ts';
import { type ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Completion, CompletionOptions, CompletionRequest } from '../interface.ts';
import type { CallLimits } from '../limits.ts';
import { Answer } from './answer.ts';
import { type CallWatch, watchCall } from './call-watch.ts';
import { toChatError } from './chat-errors.ts';
import type { ChunkFacts } from './read-chunk.ts';

/** One try of a completion, as whoever makes it sees it. */
export interface Try {
  readonly request: CompletionRequest;
  /** Aborted when the try must end. */
  readonly signal: AbortSignal;
  /** Takes the next chunk. @throws `BACKEND_RESPONSE_TOO_LARGE` */
  take(chunk: ChunkFacts): void;
}

/** How a completion is tried. */
export interface TryOptions {
  /** Name of the backend, for errors. */
  readonly backend: string;
  readonly limits: CallLimits;
  /** Further tries of a call that failed before its first piece of text, ≥ 0. */
  readonly maxRetries: number;
}

/** Failures that a second try a moment later may not meet again. */
const worthRetrying: ReadonlySet<string> = new Set(['BACKEND_UNREACHABLE', 'BACKEND_BUSY', 'BACKEND_FAILED']);

/**
 * Makes a completion in as many tries as it takes and is allowed, within the limits of time.
 *
 * @param receive - Makes one try: calls the server and takes its chunks. May throw anything.
 * @throws `BACKEND_*`
 */
export async function completeInTries(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  { backend, limits, maxRetries }: TryOptions,
  request: CompletionRequest,
  options: CompletionOptions,
  receive: (attempt: Try) => Promise<void>,
): Promise<Completion> {
  const watch = watchCall({ clock }, { backend, limits, signal: options.signal });
  try {
    for (let attempt = 1; ; attempt += 1) {
      const answer = new Answer(backend, request);
      try {
        await receiveOnce(request, answer, watch, options, receive);
        return { ...answer.finish(), timeToFirstTokenMs: watch.timeToFirstTokenMs(), durationMs: watch.elapsedMs() };
      } catch (error) {
        const failure = watch.failure() ?? toChatError(backend, error);
        if (answer.pieces > 0 || attempt > maxRetries || !worthRetrying.has(failure.code)) throw failure;
        logger.debug('Backend call failed before its first output; trying again', { code: failure.code, attempt });
        await pause(clock, attempt, watch);
      }
    }
  } finally {
    watch.end();
  }
}

async function receiveOnce(
  request: CompletionRequest,
  answer: Answer,
  watch: CallWatch,
  { onProgress }: CompletionOptions,
  receive: (attempt: Try) => Promise<void>,
): Promise<void> {
  const before = watch.failure();
  if (before !== null) throw before;
  await receive({
    request,
    signal: watch.signal,
    take(chunk) {
      if (!answer.add(chunk)) return;
      watch.heard();
      onProgress?.({ outboundTokens: answer.pieces, timeToFirstTokenMs: watch.timeToFirstTokenMs() });
    },
  });
  const stopped = watch.failure();
  if (stopped !== null) throw stopped;
}

async function pause(clock: Clock, attempt: number, watch: CallWatch): Promise<void> {
  const backoffMs = Math.min(250 * 2 ** (attempt - 1), 4000);
  await delay(clock, backoffMs, watch.signal).catch((error: unknown) => {
    throw isExecutorError(error) ? error : (watch.failure() as ExecutorError);
  });
}
