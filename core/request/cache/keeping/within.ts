import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { StoreCall } from '../stores/interface.ts';

/** How long a store is waited for, and what ends the wait earlier. */
export interface WithinOptions {
  readonly clock: Clock;
  /** Null where the work cannot hang. */
  readonly limitMs: number | null;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for work, which is aborted when the wait ends.
 *
 * @throws What the work throws, `CACHE_UNAVAILABLE` after the limit, or the signal's reason.
 */
export function within<Result>(options: WithinOptions, work: (call: StoreCall) => Promise<Result>): Promise<Result> {
  const { clock, limitMs, signal } = options;
  if (limitMs === null) return work({ signal: signal ?? neverAborted });
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const end = (settle: () => void) => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const stop = (error: unknown) => {
      end(() => reject(error));
      abort.abort(error);
    };
    const onAbort = () => stop(signal?.reason);
    const cancel = clock.setTimer(() => stop(new ExecutorError('CACHE_UNAVAILABLE', { limitMs })), limitMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    work({ signal: abort.signal }).then(
      (result) => end(() => resolve(result)),
      (error: unknown) => end(() => reject(error)),
    );
  });
}

const neverAborted = new AbortController().signal;
