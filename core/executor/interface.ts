import type { Status } from '../control/index.ts';
import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RandomSource } from '../foundation/random.ts';
import type { Identity } from '../identity/index.ts';
import type { LlmClient } from '../inference/backends/index.ts';

/** What an executor is made from. */
export interface ExecutorInit {
  readonly about: ExecutorAbout;
  readonly ledgerFile: string;
  readonly config: ExecutorConfig;
  readonly identity: Identity;
  readonly backend: LlmClient;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Saves the base prices, ETH as decimal text; does nothing where there is no file, as in the demo. */
  readonly savePrices: (prices: { inboundEth: string; outboundEth: string }) => Promise<void>;
  /** Somebody asks the program to end. */
  readonly onShutdown: (mode: StopMode) => void;
}

/** Facts about the program that never change while it runs. */
export interface ExecutorAbout {
  readonly face: Status['face'];
  readonly version: string;
  readonly dataFolder: string;
  /** True for the demo: everything it shows is marked. */
  readonly demo: boolean;
  readonly backendUrl: string;
  /** What the configuration leaves out, in sentences for the owner. */
  readonly warnings: readonly string[];
}

/** `finish` lets running requests end first, for a bounded time; `now` voids them. */
export type StopMode = 'finish' | 'now';
