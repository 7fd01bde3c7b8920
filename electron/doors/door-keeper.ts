import type { ConfigKey, ConfigValue } from '../../core/control/index.ts';
import type { Clock } from '../../core/foundation/clock.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import { type DoorQuestion, doorQuestion } from './door-question.ts';

interface DoorModules {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Asks a person, outside of the window's reach; ends without a yes when `signal` aborts. */
  readonly ask: (question: DoorQuestion, signal: AbortSignal) => Promise<boolean>;
}

/** After a no the next question waits this long, and twice as long after each further one. */
const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/**
 * Asks a person before a setting that opens a door is changed: one question at a time, and fewer and fewer of them
 * after each no, so that a page that went wrong cannot wear its owner out.
 */
export class DoorKeeper {
  readonly #modules: DoorModules;
  #asking = false;
  #declined = 0;
  #notBeforeMs = 0;

  constructor(modules: DoorModules) {
    this.#modules = modules;
  }

  /**
   * Resolves when a person said yes to this value.
   * @throws `CONTROL_DOOR_BUSY` while another question is open or soon after a no, `CONTROL_DOOR_DECLINED` after a no.
   */
  async confirm(setting: ConfigKey, next: ConfigValue, signal: AbortSignal): Promise<void> {
    const { clock, ask } = this.#modules;
    if (this.#asking || clock.monotonicMs() < this.#notBeforeMs)
      throw new ExecutorError('CONTROL_DOOR_BUSY', { key: setting.key });
    this.#asking = true;
    try {
      if (await ask(doorQuestion(setting, next), signal)) {
        this.#declined = 0;
        return;
      }
    } finally {
      this.#asking = false;
    }
    this.#notBeforeMs = clock.monotonicMs() + Math.min(longestPauseMs, firstPauseMs * 2 ** this.#declined);
    this.#declined += 1;
    throw new ExecutorError('CONTROL_DOOR_DECLINED', { key: setting.key });
  }
}
