import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Startable } from '../foundation/startable.ts';
import { Outcomes } from '../request/index.ts';
import { RateLimiter } from '../request/rate-limit/index.ts';

/** What keeps requests out by the owner's own rules, and the counts of what became of all of them. */
export class Admission implements Startable {
  readonly outcomes = new Outcomes();
  readonly rateLimiter: RateLimiter;

  constructor(modules: { clock: Clock; logger: Logger }, config: Pick<ExecutorConfig, 'rateLimiting'>) {
    this.rateLimiter = new RateLimiter({ ...modules, counts: this.outcomes }, config.rateLimiting);
  }

  async start(): Promise<void> {
    await this.rateLimiter.start();
  }

  async stop(): Promise<void> {
    await this.rateLimiter.stop();
  }
}
