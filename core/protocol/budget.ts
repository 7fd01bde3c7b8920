import { ExecutorError } from '../foundation/errors/index.ts';
import { MAX_ITEMS, MAX_NESTING } from './constants.ts';

/** Counts what one message holds, so that a hostile one ends early whatever it is made of. */
export class Budget {
  #items = 0;
  #depth = 0;

  /** @throws {@link ExecutorError} `PROTOCOL_TOO_DEEP` past {@link MAX_ITEMS}. */
  countItem(): void {
    this.#items += 1;
    if (this.#items > MAX_ITEMS) throw new ExecutorError('PROTOCOL_TOO_DEEP', { maxItems: MAX_ITEMS });
  }

  /** @throws {@link ExecutorError} `PROTOCOL_TOO_DEEP` past {@link MAX_NESTING}. */
  nested(inside: () => void): void {
    this.#depth += 1;
    if (this.#depth > MAX_NESTING) throw new ExecutorError('PROTOCOL_TOO_DEEP', { maxNesting: MAX_NESTING });
    inside();
    this.#depth -= 1;
  }
}
