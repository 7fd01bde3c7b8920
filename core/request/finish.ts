import { type ExecutorError, errorTable } from '../foundation/errors/index.ts';
import type { ActiveRequest } from './active-request.ts';
import type { PipelineModules } from './interface.ts';

/** The one place that every request passes last: one log line and one event for each. */
export function reportFinished(
  modules: Pick<PipelineModules, 'clock' | 'logger' | 'observer'>,
  request: ActiveRequest,
  error: ExecutorError | null,
  chargeWei: bigint,
): void {
  const { clock, logger, observer } = modules;
  const { id, model, clientPeerId } = request;
  const finishedAtMs = clock.nowMs();
  const durationMs = finishedAtMs - request.arrivedAtMs;
  const line = { requestId: id, peer: `…${clientPeerId.slice(-6)}`, durationMs };
  if (error) {
    // The cause of other families may quote a peer or a backend, and so a prompt: only our own faults are logged whole.
    const ours = /^(?:INTERNAL|LEDGER|SIGNING)_/.test(error.code);
    const { level } = errorTable[error.code];
    logger[level]('Request not served', { ...line, code: error.code, ...error.details }, ours ? error : undefined);
  } else {
    logger.info('Request served', { ...line, chargeWei });
  }
  observer.onFinished({ id, model, clientPeerId, finishedAtMs, durationMs, error, chargeWei });
  observer.onActivity();
}
