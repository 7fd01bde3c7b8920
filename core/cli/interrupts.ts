const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Exit status of a program that was interrupted. */
export const interruptedStatus = 130;

/** Ctrl+C and its like. */
export interface Interrupts {
  /** Aborted by the first one, unless a command took them over. */
  readonly signal: AbortSignal;
  /** From now on each one calls `listener`, with 1 for the first. */
  takeOver(listener: (times: number) => void): void;
}

/** Listens to the signals of this process. The second one ends a command that does not stop by itself. */
export function processInterrupts(): Interrupts {
  const controller = new AbortController();
  let times = 0;
  let listener = (count: number): void => {
    if (count === 1) controller.abort();
    else process.exit(interruptedStatus);
  };
  for (const signal of signals) process.on(signal, () => listener(++times));
  return {
    signal: controller.signal,
    takeOver(next) {
      listener = next;
    },
  };
}
