import type { Clock } from '../../../foundation/clock.ts';
import type { ExecutorError } from '../../../foundation/errors/index.ts';
import { backendError } from '../errors.ts';
import type { CallLimits } from '../limits.ts';

/** The guard of one completion: ends it when it is called off, takes too long, or stops sending. */
export interface CallWatch {
  /** Aborted when the call must end. */
  readonly signal: AbortSignal;
  /** Why the call must end; null while it may go on. */
  failure(): ExecutorError | null;
  /** A piece of the answer arrived. */
  heard(): void;
  /** Milliseconds since the call began. */
  elapsedMs(): number;
  /** Milliseconds from the call to the first piece; null before it. */
  timeToFirstTokenMs(): number | null;
  /** Ends the watch. Must be called. */
  end(): void;
}

/** Starts to watch a call that begins now. */
export function watchCall(
  modules: { readonly clock: Clock },
  options: { readonly backend: string; readonly limits: CallLimits; readonly signal: AbortSignal },
): CallWatch {
  const { clock } = modules;
  const { backend, limits, signal: outer } = options;
  const controller = new AbortController();
  const startedAtMs = clock.monotonicMs();
  let firstAtMs: number | null = null;
  let lastAtMs = startedAtMs;
  let failure: ExecutorError | null = null;
  let cancelStall = () => {};

  const fail = (error: ExecutorError) => {
    failure ??= error;
    controller.abort(failure);
  };
  const onAbort = () => fail(backendError('BACKEND_ABORTED', backend));
  const timeOut = (phase: string) => fail(backendError('BACKEND_TIMEOUT', backend, { phase }));
  // One timer that looks again, instead of one timer per piece.
  const watchStall = (inMs: number) => {
    cancelStall = clock.setTimer(() => {
      const leftMs = limits.stallTimeoutMs - (clock.monotonicMs() - lastAtMs);
      if (leftMs <= 0) fail(backendError('BACKEND_STALLED', backend));
      else watchStall(leftMs);
    }, inMs);
  };

  const cancelTotal = clock.setTimer(() => timeOut('answer'), limits.timeoutMs);
  const cancelFirst = clock.setTimer(() => timeOut('first-token'), limits.firstTokenTimeoutMs);
  outer.addEventListener('abort', onAbort, { once: true });
  if (outer.aborted) onAbort();

  return {
    signal: controller.signal,
    failure: () => failure,
    heard() {
      lastAtMs = clock.monotonicMs();
      if (firstAtMs !== null) return;
      firstAtMs = lastAtMs;
      cancelFirst();
      watchStall(limits.stallTimeoutMs);
    },
    elapsedMs: () => clock.monotonicMs() - startedAtMs,
    timeToFirstTokenMs: () => (firstAtMs === null ? null : firstAtMs - startedAtMs),
    end() {
      cancelTotal();
      cancelFirst();
      cancelStall();
      outer.removeEventListener('abort', onAbort);
    },
  };
}
