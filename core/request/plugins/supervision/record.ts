import type { Clock } from '../../../foundation/clock.ts';
import { type ExecutorError, isExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { PluginCounts, PluginView } from '../../hooks/index.ts';

/** What a plugin did since the start, and the last thing that went wrong with it. */
export class PluginRecord {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #counts = { asked: 0, rejected: 0, failed: 0, timedOut: 0, dropped: 0 };
  #problem: PluginView['problem'] = null;

  constructor(modules: { clock: Clock; logger: Logger }) {
    this.#clock = modules.clock;
    this.#logger = modules.logger;
  }

  get counts(): PluginCounts {
    return { ...this.#counts };
  }

  get problem(): PluginView['problem'] {
    return this.#problem;
  }

  count(name: 'asked' | 'rejected' | 'dropped'): void {
    this.#counts[name] += 1;
  }

  /** Counts a call that was of no use. What ended the process is told by its end. */
  countFailure(error: unknown): void {
    const isTimeout = isExecutorError(error, 'PLUGIN_TIMEOUT');
    this.#counts[isTimeout ? 'timedOut' : 'failed'] += 1;
    if (!isTimeout && !isExecutorError(error, 'PLUGIN_FAILED')) return;
    this.note(error);
    this.#logger.warn('A plugin failed', { ...error.details, code: error.code });
  }

  note({ code, details }: ExecutorError): void {
    this.#problem = { code, details, atMs: this.#clock.nowMs() };
  }
}
