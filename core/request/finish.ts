import { type ExecutorError, errorTable } from '../foundation/errors/index.ts';
import type { Completion } from '../inference/backends/index.ts';
import type { ActiveRequest } from './active-request.ts';
import type { PipelineModules } from './interface.ts';
import type { HookedEnd } from './stages.ts';

/** Longest name of a model that is shown, characters. A peer may ask for a "model" of a megabyte. */
const MAX_SHOWN_NAME = 128;

/** A peer's text for people: short, without control characters and without marks that turn the writing direction. */
function shownName(text: string): string {
  return text.slice(0, MAX_SHOWN_NAME).replace(/\p{C}/gu, '');
}

/** What an accrued answer was. */
export interface FinishedAnswer {
  readonly completion: Completion;
  /** As it was sent. */
  readonly content: string;
  readonly chargeWei: bigint;
}

/** The one place that every request passes last: one log line and one event for each. */
export function reportFinished(
  modules: Pick<PipelineModules, 'clock' | 'logger' | 'observer'>,
  request: ActiveRequest,
  error: ExecutorError | null,
  answer: FinishedAnswer | null,
): void {
  const { clock, logger, observer } = modules;
  const chargeWei = error ? 0n : (answer?.chargeWei ?? 0n);
  const { id, model, clientPeerId } = request;
  const finishedAtMs = clock.nowMs();
  const durationMs = finishedAtMs - request.arrivedAtMs;
  const line = { requestId: id, peer: `…${clientPeerId.slice(-6)}`, durationMs };
  if (error) {
    // The cause of other families may quote a peer or a backend, and so a prompt: only our own faults are logged whole.
    const ours = /^(?:INTERNAL|LEDGER|SIGNING)_/.test(error.code);
    const { level } = errorTable[error.code];
    logger[level]('Request not served', { ...line, ...error.details, code: error.code }, ours ? error : undefined);
  } else {
    logger.info('Request served', { ...line, chargeWei });
  }
  observer.onFinished({
    id,
    model: model === null ? null : shownName(model),
    clientPeerId,
    finishedAtMs,
    durationMs,
    error,
    chargeWei,
  });
  observer.onActivity();
  try {
    release(request, error, answer);
  } catch (failure) {
    logger.error('A station failed after the request had ended', { requestId: id }, failure);
  }
}

/** Ends that the client brings about: by leaving, by its deadline, by asking for what is not sent. */
const endsByClient: readonly string[] = ['QUEUE_CLIENT_GONE', 'QUEUE_DEADLINE', 'CONTENT_BLOCKED_RESPONSE'];

/** What counts on the client's limits. Who ends a request while its answer is made has used what was made so far. */
function usedTokens(request: ActiveRequest, error: ExecutorError | null, answer: FinishedAnswer | null): number {
  if (error === null && answer !== null) return answer.completion.inboundTokens + answer.completion.outboundTokens;
  if (error === null || !endsByClient.includes(error.code) || request.startedAtMs === null) return 0;
  return (request.accepted?.inboundTokensEstimate ?? 0) + (request.progress?.outboundTokens ?? 0);
}

/** Gives back what was reserved and tells those who watch. */
function release(request: ActiveRequest, error: ExecutorError | null, answer: FinishedAnswer | null): void {
  const served = error === null && answer !== null;
  const end: HookedEnd = served
    ? { outcome: 'accrued', ...answer }
    : { outcome: 'void', code: error?.code ?? 'INTERNAL_FAULT' };
  request.reservation?.settle(usedTokens(request, error, answer));
  request.hooks?.ended(end);
}
