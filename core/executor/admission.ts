import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Startable } from '../foundation/startable.ts';
import { ContentFilter } from '../request/content-filter/index.ts';
import { Outcomes, type RequestStages } from '../request/index.ts';
import { RateLimiter } from '../request/rate-limit/index.ts';
import { ClientLists } from '../request/validation/index.ts';

/** What keeps requests out by the owner's own rules, and the counts of what became of all of them. */
export class Admission implements Startable {
  readonly outcomes = new Outcomes();
  readonly rateLimiter: RateLimiter;
  readonly contentFilter: ContentFilter;
  readonly clients: ClientLists;

  constructor(
    modules: { clock: Clock; logger: Logger },
    config: Pick<ExecutorConfig, 'rateLimiting' | 'contentFilter' | 'clientLists'>,
  ) {
    const counts = this.outcomes;
    this.rateLimiter = new RateLimiter({ ...modules, counts }, config.rateLimiting);
    this.contentFilter = new ContentFilter({ ...modules, counts }, config.contentFilter);
    this.clients = new ClientLists(config.clientLists);
  }

  /** The stations of the request path. */
  get stages(): Pick<RequestStages, 'rateLimit' | 'contentFilter'> {
    return { rateLimit: this.rateLimiter, contentFilter: this.contentFilter };
  }

  async start(): Promise<void> {
    await this.rateLimiter.start();
  }

  async stop(): Promise<void> {
    await this.rateLimiter.stop();
    this.contentFilter.close();
  }
}
