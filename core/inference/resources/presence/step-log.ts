import type { Clock } from '../../../foundation/clock.ts';
import type { PauseCause, ReleaseReport } from './interface.ts';
import { bytes, reasonOf, releaseClause } from './line.ts';

/** One thing that was done, or found, while serving stepped aside. */
export interface PresenceStep {
  /** Wall time, milliseconds. */
  readonly atMs: number;
  readonly verdict: 'info' | 'good' | 'warning';
  readonly title: string;
  readonly detail: string;
}

/** The steps of the last pause, oldest first. */
export class StepLog {
  readonly #clock: Clock;
  #steps: readonly PresenceStep[] = [];

  constructor(modules: { readonly clock: Clock }) {
    this.#clock = modules.clock;
  }

  get steps(): readonly PresenceStep[] {
    return this.#steps;
  }

  begin(cause: Pick<PauseCause, 'signal' | 'subject'>, detail: string): void {
    this.#steps = [];
    const reason = reasonOf(cause.signal, cause.subject);
    const title = cause.signal === 'game' ? 'Game found' : `${reason[0]?.toUpperCase()}${reason.slice(1)}`;
    this.#add('info', title, detail);
    this.#add('good', 'Stopped accepting', 'New requests go to other executors.');
  }

  drained(finished: number, handedBack: number): void {
    if (finished + handedBack === 0) return;
    const title = `${answers(finished)} finished, ${handedBack} handed back`;
    const rest =
      handedBack === 0 ? 'Every client got its answer.' : 'Clients of those handed back ask another executor.';
    this.#add('good', title, rest);
  }

  released(report: ReleaseReport, models: number): void {
    const count = models === 0 ? 'No model was' : models === 1 ? 'One model was' : `${models} models were`;
    const unloaded = `${count} unloaded`;
    if (report.verified === 'freed') {
      const freed = bytes(report.freedBytes ?? 0);
      this.#add('good', 'Memory freed and checked', `${unloaded}: ${freed} of video memory is free again.`);
    } else {
      const isHeld = report.verified === 'still-held';
      const title = isHeld ? 'Memory is still held' : 'Models unloaded';
      const clause = releaseClause(report);
      this.#add(isHeld ? 'warning' : 'info', title, clause === null ? `${unloaded}.` : `${unloaded}; ${clause}.`);
    }
  }

  ended(): void {
    if (this.#steps.length > 0) this.#add('good', 'Serving again', 'Announced to the network.');
  }

  #add(verdict: PresenceStep['verdict'], title: string, detail: string): void {
    const step = { atMs: this.#clock.nowMs(), verdict, title, detail };
    this.#steps = [...this.#steps, step].slice(-20);
  }
}

function answers(count: number): string {
  return count === 1 ? '1 answer' : `${count} answers`;
}
