import type { Status } from '../control/index.ts';
import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RandomSource } from '../foundation/random.ts';
import type { Identity } from '../identity/index.ts';
import type { BackendSource } from '../inference/backends/index.ts';
import type { Surroundings } from '../inference/resources/index.ts';
import type { DesktopWatch } from '../inference/resources/presence/index.ts';
import type { Hooks } from '../request/hooks/index.ts';
import type { ConfigSource } from './reload/index.ts';

/** What an executor is made from. */
export interface ExecutorInit {
  readonly about: ExecutorAbout;
  readonly ledgerFile: string;
  readonly config: ExecutorConfig;
  readonly identity: Identity;
  /** Makes those who answer, from the configuration; asked again when it changes. */
  readonly backends: BackendSource;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** The owner's own code on the path of a request, when some is registered before the start. @defaultValue none */
  readonly hooks?: Hooks;
  /** Where `config` came from; null where it was made by code, and then it is neither shown, saved nor read again. */
  readonly configSource: ConfigSource | null;
  /** Ports above a taken listen port that may be used in its place. @defaultValue 0, which refuses to start then */
  readonly sparePorts?: number;
  /** Lets the log tell more or less from now on. @defaultValue does nothing */
  readonly setLogLevel?: (level: ExecutorConfig['logging']['level']) => void;
  /** Where the probes of the hardware look, where that is not this computer as it is. */
  readonly surroundings?: Partial<Surroundings>;
  /** What a desktop shell tells of its owner. @defaultValue nothing */
  readonly desktop?: DesktopWatch;
  /** True: neither listens nor dials; requests come through `handle`. @defaultValue false */
  readonly offline?: boolean;
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
  /** What the configuration leaves out, in sentences for the owner. */
  readonly warnings: readonly string[];
}

/** `finish` lets running requests end first, for a bounded time; `now` voids them. */
export type StopMode = 'finish' | 'now';
