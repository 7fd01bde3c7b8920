import type { Clock } from '../../core/foundation/clock.ts';

/** A clock that stands still until the test moves it. */
export interface ManualClock extends Clock {
  /** Lets time pass and calls the timers that are due, in their order. */
  advance(byMs: number): void;
  /** Timers that wait. */
  readonly timerCount: number;
}

export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  let nowMs = startMs;
  const timers = new Set<{ dueMs: number; callback: () => void }>();
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    setTimer(callback, delayMs) {
      const timer = { dueMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(byMs) {
      const endMs = nowMs + byMs;
      for (;;) {
        const next = [...timers].filter((timer) => timer.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (!next) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.callback();
      }
      nowMs = endMs;
    },
    get timerCount() {
      return timers.size;
    },
  };
}
