import type { Clock } from '../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../foundation/errors/index.ts';

/** Longest time that a station may take, milliseconds. The queue and the backend have the request's own limit instead. */
const limitsMs = {
  'rate-limit': 5000,
  hooks: 60_000,
  'content-filter': 10_000,
  cache: 5000,
  ledger: 15_000,
} as const;

/** A station of the request path whose work is guarded. */
export type StationName = keyof typeof limitsMs;

/** How {@link station} watches. */
export interface StationOptions {
  readonly clock: Clock;
  readonly name: StationName;
  /** Ends the wait, not the work; left out where the work must be waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for the work of one station. Whatever that does, the wait ends, and it ends with a code.
 *
 * @throws The station's own `ExecutorError`; `STAGE_FAILED` for anything else that it throws; `STAGE_TIMEOUT`; the reason
 *   of the signal.
 */
export function station<Result>({ clock, name, signal }: StationOptions, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => end(() => reject(signal?.reason));
    const cancel = clock.setTimer(
      () => end(() => reject(new ExecutorError('STAGE_TIMEOUT', { stage: name, limitMs: limitsMs[name] }))),
      limitsMs[name],
    );
    const end = (settle: () => void) => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    start(work).then(
      (result) => end(() => resolve(result)),
      (thrown) => end(() => reject(asFailure(name, thrown))),
    );
  });
}

/** What a station threw, as an error of ours. */
export function asFailure(name: string, thrown: unknown): ExecutorError {
  return isExecutorError(thrown) ? thrown : new ExecutorError('STAGE_FAILED', { stage: name }, { cause: thrown });
}

/** A station that throws before it returns a promise is no different from one whose promise rejects. */
export async function start<Result>(work: () => Promise<Result>): Promise<Result> {
  return work();
}
