import type { VirtualTime } from './virtual-time.ts';

/**
 * A model program with room for one model, as they are: it answers several requests for its model at once; one for another
 * model waits until those have ended and the models are swapped, and who comes later waits behind it.
 */
export class SwappingBackend {
  /** How often another model was loaded. */
  swaps = 0;
  readonly #time: VirtualTime;
  readonly #options: { readonly slots: number; readonly answerMs: number; readonly swapMs: number };
  readonly #line: { readonly model: string; readonly answered: () => void }[] = [];
  #loaded: string | null = null;
  #swapping = false;
  #running = 0;

  constructor(time: VirtualTime, options: { slots: number; answerMs: number; swapMs: number }) {
    this.#time = time;
    this.#options = options;
  }

  complete(model: string): Promise<void> {
    return new Promise((answered) => {
      this.#line.push({ model, answered });
      this.#work();
    });
  }

  #work(): void {
    const { slots, answerMs, swapMs } = this.#options;
    while (!this.#swapping && this.#running < slots) {
      const [next] = this.#line;
      if (!next) return;
      if (next.model === this.#loaded) {
        this.#line.shift();
        this.#running += 1;
        this.#time.setTimer(() => {
          this.#running -= 1;
          next.answered();
          this.#work();
        }, answerMs);
      } else if (this.#running > 0) {
        return;
      } else {
        this.#swapping = true;
        this.swaps += 1;
        this.#time.setTimer(() => {
          this.#swapping = false;
          this.#loaded = next.model;
          this.#work();
        }, swapMs);
      }
    }
  }
}
