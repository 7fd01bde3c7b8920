import type { Clock } from '../../foundation/clock.ts';
import { type Interrupts, interruptedStatus } from '../interrupts.ts';

/** After Ctrl+C: the most that a request may take, and something for closing. */
const finishMs = 300_000;
/** After other signals: whoever sends them kills after a while, systemd after 90 s, and goodbyes take time too. */
const finishForOthersMs = 60_000;
/** Giving up requests takes no time; this is for closing the network and the ledger. */
const nowMs = 10_000;

/** What can be ended. */
export interface Stoppable {
  stop(mode: 'finish' | 'now'): Promise<void>;
  readonly stopped: Promise<void>;
}

/**
 * Ends `running` on signals: the first finishes running requests, the second gives them up, the third ends the program
 * at once. Each has its time; when that is over the next is done.
 *
 * @param tell - Called with what is being done.
 */
export function stopOnSignal(
  running: Stoppable,
  modules: {
    readonly interrupts: Interrupts;
    readonly clock: Clock;
    readonly tell: (what: string) => void;
    readonly exit?: (status: number) => void;
  },
): void {
  const { clock, interrupts, tell, exit = (status) => process.exit(status) } = modules;
  let cancelTimer = (): void => {};
  let step = 0;
  const next = (): void => {
    step += 1;
    cancelTimer();
    if (step >= 3) {
      exit(interruptedStatus);
      return;
    }
    tell(step === 1 ? 'Finishing running requests. Press Ctrl+C again to give them up.' : 'Stopping now.');
    // How it ended is what `stopped` says.
    running.stop(step === 1 ? 'finish' : 'now').catch(() => {});
    const finishLimitMs = interrupts.latest === 'SIGINT' ? finishMs : finishForOthersMs;
    cancelTimer = clock.setTimer(next, step === 1 ? finishLimitMs : nowMs);
  };
  interrupts.takeOver(next);
  if (interrupts.signal.aborted) next();
  void running.stopped.catch(() => {}).then(() => cancelTimer());
}
