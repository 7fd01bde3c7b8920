import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { MinuteWindow } from './minute-window.ts';
import type { SavedUsage, UsageFile } from './usage-file.ts';

const DAY_MS = 86_400_000;

/** What was used, in memory and in the file. */
export class SpendingBooks {
  readonly #clock: Clock;
  readonly #file: UsageFile;
  readonly #logger: Logger;
  #day: string;
  #costMicroUsd = 0;
  /** The file could not be read: what the day has cost is not known. */
  #unknown = false;
  requests = new MinuteWindow();
  tokens = new MinuteWindow();
  #loading: Promise<void> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor({ clock, file, logger }: { readonly clock: Clock; readonly file: UsageFile; readonly logger: Logger }) {
    this.#logger = logger;
    this.#clock = clock;
    this.#file = file;
    this.#day = this.#today();
  }

  /** Reads the file, once. */
  load(): Promise<void> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  /** What today has cost, in millionths of a US dollar; infinite when nobody knows. */
  costToday(): number {
    this.#turnDay();
    return this.#unknown ? Number.POSITIVE_INFINITY : this.#costMicroUsd;
  }

  /** Adds to the cost of today; the returned function corrects what was added, as long as it is the same day. */
  addCost(microUsd: number): (correct: number) => void {
    this.#turnDay();
    const day = this.#day;
    this.#costMicroUsd += microUsd;
    return (correct) => {
      this.#turnDay();
      if (this.#day === day) this.#costMicroUsd = Math.max(0, this.#costMicroUsd + correct - microUsd);
    };
  }

  /** When the next day begins, milliseconds since 1970. */
  nextDayMs(): number {
    return (Math.floor(this.#clock.nowMs() / DAY_MS) + 1) * DAY_MS;
  }

  /** Settles when the file has what the books say now. Calls that come while it is written share the next write. */
  save(): Promise<void> {
    this.#next ??= this.#writing
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.#file.save(this.#snapshot());
      });
    this.#writing = this.#next;
    return this.#next;
  }

  async #read(): Promise<void> {
    const saved = await this.#file.load();
    if (saved === null) return;
    if (saved === 'damaged') {
      this.#unknown = true;
      this.#logger.error('The file with what was used of the hosted service is damaged; today counts as used up');
      return;
    }
    this.requests = new MinuteWindow(saved.requests);
    this.tokens = new MinuteWindow(saved.tokens);
    if (saved.day === this.#today()) this.#costMicroUsd = saved.costMicroUsd;
  }

  #snapshot(): SavedUsage {
    return {
      version: 1,
      day: this.#day,
      costMicroUsd: this.#costMicroUsd,
      requests: this.requests.save().map(([second, amount]) => [second, amount]),
      tokens: this.tokens.save().map(([second, amount]) => [second, amount]),
    };
  }

  #turnDay(): void {
    const today = this.#today();
    if (today === this.#day) return;
    this.#day = today;
    this.#costMicroUsd = 0;
    this.#unknown = false;
  }

  #today(): string {
    return new Date(this.#clock.nowMs()).toISOString().slice(0, 10);
  }
}
