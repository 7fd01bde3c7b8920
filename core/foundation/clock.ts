/** Where modules get the time and timers from, so that tests decide how fast it passes. */
export interface Clock {
  /** Wall time in milliseconds since 1970. May jump when the owner sets the clock. */
  nowMs(): number;
  /** Milliseconds that only ever grow; for durations. */
  monotonicMs(): number;
  /** Calls once after `delayMs`. Returns what cancels it. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** The real time. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};

/** Wall time in whole seconds, as the wire counts it. */
export function nowSec(clock: Clock): number {
  return Math.floor(clock.nowMs() / 1000);
}

/**
 * Waits, and can be called off.
 *
 * @throws The signal's reason when it is aborted first.
 */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.setTimer(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
