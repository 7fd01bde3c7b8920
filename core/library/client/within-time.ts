import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';

/**
 * Runs code of the embedding program for a bounded time. It may ignore the signal: what it gives later is dropped.
 *
 * @throws The signal's reason, `BACKEND_TIMEOUT`, or what the code throws.
 */
export function withinTime<T>(
  clock: Clock,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const inner = new AbortController();
    inner.signal.addEventListener('abort', () => reject(inner.signal.reason), { once: true });
    const onAbort = () => inner.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const cancelTimer = clock.setTimer(() => inner.abort(new ExecutorError('BACKEND_TIMEOUT')), timeoutMs);
    const end = () => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    };
    // An async wrapper, so that a plain throw is a rejection as well.
    void (async () => run(inner.signal))().then(resolve, reject).finally(end);
    inner.signal.addEventListener('abort', end, { once: true });
  });
}
