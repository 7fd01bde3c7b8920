import { type Clock, systemClock } from '../../core/foundation/clock.ts';

/** The real time, which a test can also let jump ahead; for code that works with real sockets. */
export interface SkippingClock extends Clock {
  /** Jumps ahead and calls the timers that are due, in their order. */
  skip(byMs: number): void;
  /** Jumps ahead in steps of a second and lets sockets do their work after each. */
  pass(byMs: number): Promise<void>;
}

export function createSkippingClock(): SkippingClock {
  let skippedMs = 0;
  const timers = new Set<{ readonly dueMs: number; fire(): void }>();
  const monotonicMs = () => systemClock.monotonicMs() + skippedMs;
  const skip = (byMs: number) => {
    skippedMs += byMs;
    for (;;) {
      const due = [...timers].filter((timer) => timer.dueMs <= monotonicMs()).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (due === undefined) return;
      due.fire();
    }
  };
  return {
    nowMs: () => systemClock.nowMs() + skippedMs,
    monotonicMs,
    setTimer(callback, delayMs) {
      const timer = {
        dueMs: monotonicMs() + delayMs,
        fire() {
          cancel();
          callback();
        },
      };
      const cancelReal = systemClock.setTimer(() => timer.fire(), delayMs);
      const cancel = () => {
        timers.delete(timer);
        cancelReal();
      };
      timers.add(timer);
      return cancel;
    },
    skip,
    async pass(byMs) {
      for (let passedMs = 0; passedMs < byMs; passedMs += 1_000) {
        skip(Math.min(1_000, byMs - passedMs));
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
