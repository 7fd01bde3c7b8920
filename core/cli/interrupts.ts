const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What ends a program: Ctrl+C, a service manager or `kill`, the end of the terminal. */
export type InterruptSignal = (typeof signals)[number];

/** Exit status of a program that was interrupted. */
export const interruptedStatus = 130;

/** Ctrl+C and its like. */
export interface Interrupts {
  /** Aborted by the first one, unless a command took them over. */
  readonly signal: AbortSignal;
  /** Which one came last; null before the first. */
  readonly latest: InterruptSignal | null;
  /** From now on each one calls `listener`, with 1 for the first. */
  takeOver(listener: (times: number) => void): void;
}

/** Listens to the signals of this process. The second one ends a command that does not stop by itself. */
export function processInterrupts(): Interrupts {
  const controller = new AbortController();
  let times = 0;
  let latest: InterruptSignal | null = null;
  let listener = (count: number): void => {
    if (count === 1) controller.abort();
    else process.exit(interruptedStatus);
  };
  for (const signal of signals) {
    process.on(signal, () => {
      latest = signal;
      listener(++times);
    });
  }
  return {
    signal: controller.signal,
    get latest() {
      return latest;
    },
    takeOver(next) {
      listener = next;
    },
  };
}
