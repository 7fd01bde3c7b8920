import { delay } from '../../../foundation/clock.ts';
import type { ModelLoad } from '../../models/loads/interface.ts';
import type { OutOfMemoryHandler, ResourceModules } from './interface.ts';

/** How long the owner's handler is waited for, milliseconds. */
const HANDLER_LIMIT_MS = 10_000;

interface ReliefParts {
  /** Models in memory that nobody uses now, those that go first at the front. */
  idle(): readonly ModelLoad[];
  unload(load: ModelLoad): Promise<void>;
  /** Aborted when nothing is to be waited for any more. */
  readonly signal: AbortSignal;
}

/** What is done when a program ran out of memory: idle models go, and the owner's handler is called. */
export class Relief {
  readonly #modules: Pick<ResourceModules, 'clock' | 'logger'>;
  readonly #parts: ReliefParts;
  #running: Promise<void> | null = null;
  handler: OutOfMemoryHandler | null = null;

  constructor(modules: Pick<ResourceModules, 'clock' | 'logger'>, parts: ReliefParts) {
    this.#modules = modules;
    this.#parts = parts;
  }

  /** Spares one model. Whoever asks meanwhile joins: many answers fail at once when memory is short. Never rejects. */
  give(except: string | null): Promise<void> {
    this.#running ??= this.#give(except).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #give(except: string | null): Promise<void> {
    const { logger } = this.#modules;
    logger.warn('A model program ran out of memory; idle models are unloaded');
    for (const { id } of this.#parts.idle()) {
      // Each takes a while, in which a request may have come for the next one.
      const load = this.#parts.idle().find((idle) => idle.id === id);
      if (load !== undefined && id !== except) await this.#parts.unload(load);
    }
    try {
      await this.#callHandler();
    } catch (error) {
      logger.warn('The handler for running out of memory failed', {}, error);
    }
  }

  async #callHandler(): Promise<void> {
    const { handler } = this;
    if (handler === null) return;
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#parts.signal]);
    const limit = delay(this.#modules.clock, HANDLER_LIMIT_MS, signal).catch(() => {});
    try {
      await Promise.race([handler(), limit]);
    } finally {
      ended.abort();
    }
  }
}
