import type { Clock } from '../../foundation/clock.ts';
import { type ErrorDetails, ExecutorError } from '../../foundation/errors/index.ts';
import { shownReason } from './decide.ts';
import type { MaybeAsync } from './interface.ts';

/** Thrown by a handler to refuse a request; any other exception counts as a failure of the handler. */
export class RequestRejected extends Error {
  override readonly name = 'RequestRejected';
  readonly reason: string;

  /** @param reason - Constant text for the operator's log; never a part of the prompt. It is not sent. */
  constructor(reason: string) {
    super('The request is refused.');
    this.reason = reason;
  }
}

/** How {@link callHook} waits, and what it says when that ends badly. */
export interface HookCall {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly details: ErrorDetails;
  readonly codes: HookCodes;
}

/** Codes of a kind of hook. */
export interface HookCodes {
  readonly rejected: 'HOOK_REJECTED' | 'PLUGIN_REJECTED';
  readonly failed: 'HOOK_FAILED' | 'PLUGIN_FAILED';
  readonly timeout: 'HOOK_TIMEOUT' | 'PLUGIN_TIMEOUT';
}

export const hookCodes: HookCodes = { rejected: 'HOOK_REJECTED', failed: 'HOOK_FAILED', timeout: 'HOOK_TIMEOUT' };
export const pluginCodes: HookCodes = {
  rejected: 'PLUGIN_REJECTED',
  failed: 'PLUGIN_FAILED',
  timeout: 'PLUGIN_TIMEOUT',
};

/**
 * Runs foreign code and waits for it, within limits.
 *
 * @throws The `rejected`, `failed` or `timeout` code, or the signal's reason. What the code threw stays behind as the cause.
 */
export async function callHook<Result>(call: HookCall, run: () => MaybeAsync<Result>): Promise<Result> {
  const { signal, details, codes } = call;
  signal.throwIfAborted();
  try {
    const result = run();
    return isThenable(result) ? await within(call, result) : result;
  } catch (thrown) {
    if (thrown instanceof Ended) throw thrown.reason;
    if (thrown instanceof RequestRejected) {
      throw new ExecutorError(codes.rejected, { ...details, reason: shownReason(thrown.reason) });
    }
    throw new ExecutorError(codes.failed, details, { cause: thrown });
  }
}

/** Why we stopped waiting, as opposed to what the foreign code threw. */
class Ended {
  readonly reason: unknown;
  constructor(reason: unknown) {
    this.reason = reason;
  }
}

function within<Result>({ clock, timeoutMs, signal, details, codes }: HookCall, result: PromiseLike<Result>) {
  return new Promise<Result>((resolve, reject) => {
    const onAbort = () => end(() => reject(new Ended(signal.reason)));
    const cancel = clock.setTimer(
      () => end(() => reject(new Ended(new ExecutorError(codes.timeout, { ...details, limitMs: timeoutMs })))),
      timeoutMs,
    );
    const end = (settle: () => void) => {
      cancel();
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    result.then(
      (value) => end(() => resolve(value)),
      (thrown) => end(() => reject(thrown)),
    );
  });
}

function isThenable<Result>(value: MaybeAsync<Result>): value is Promise<Result> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
