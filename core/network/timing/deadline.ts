import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';

/** A signal with what takes its timer away. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Call when the work is done. */
  clear(): void;
}

/** A signal that aborts with `PROTOCOL_TIMEOUT` after `timeoutMs`, or with `outer`, on the injected clock. */
export function deadline(clock: Clock, timeoutMs: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const onOuter = () => controller.abort(outer?.reason);
  if (outer?.aborted) onOuter();
  else outer?.addEventListener('abort', onOuter, { once: true });
  const cancel = clock.setTimer(
    () => controller.abort(new ExecutorError('PROTOCOL_TIMEOUT', { timeoutMs })),
    timeoutMs,
  );
  return {
    signal: controller.signal,
    clear() {
      cancel();
      outer?.removeEventListener('abort', onOuter);
    },
  };
}

/** Runs `work` with a deadline and clears it afterwards. */
export async function withDeadline<Result>(
  clock: Clock,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = deadline(clock, options.timeoutMs, options.signal);
  try {
    return await work(limit.signal);
  } finally {
    limit.clear();
  }
}
