import type { Clock } from '../foundation/clock.ts';
import type { ExecutorError } from '../foundation/errors/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { RandomSource } from '../foundation/random.ts';
import type { Identity } from '../identity/index.ts';
import type { BackendPool } from '../inference/backends/index.ts';
import type { LedgerReader, LedgerWriter } from '../money/ledger/index.ts';
import type { Quote } from '../money/pricing/index.ts';
import type { RequestQueue } from './queue/index.ts';
import type { RequestStages } from './stages.ts';
import type { ValidationLimits } from './validation/index.ts';

/** What the request path needs of the rest of the house. */
export interface PipelineModules {
  readonly identity: Identity;
  readonly ledger: LedgerWriter & Pick<LedgerReader, 'get'>;
  readonly backends: Pick<BackendPool, 'backendFor' | 'complete'>;
  readonly models: {
    isServed(model: string): boolean;
    /** Id at its backend of what is asked for; the name itself where it is none of ours. */
    resolve(model: string): string;
    /** Model tokens of prompt and answer together; null when nobody knows. */
    contextLength(model: string): number | null;
  };
  /** Whom the owner serves. */
  readonly clients: { admits(peerId: string, address: string): boolean };
  readonly pricing: { quote(model: string): Quote };
  readonly queue: Pick<RequestQueue, 'chooseLane' | 'enter' | 'runningCount' | 'waitingCount'>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly observer: PipelineObserver;
  readonly stages: RequestStages;
}

/** Settings of the request path. */
export interface PipelineOptions extends ValidationLimits {
  /** From arrival to answer, in seconds. The network gives up at 300. */
  readonly requestTimeoutSecs: number;
}

/** How a request ended. */
export interface FinishedRequest {
  readonly id: string;
  /** For people: at most 128 characters, nothing unprintable. Null when the request could not be read. */
  readonly model: string | null;
  readonly clientPeerId: string;
  readonly finishedAtMs: number;
  readonly durationMs: number;
  /** Null when the answer was accrued. */
  readonly error: ExecutorError | null;
  /** 0 unless accrued. */
  readonly chargeWei: bigint;
}

/** Who is told about requests. Calls are cheap and never throw. */
export interface PipelineObserver {
  /** Something changed in what waits or runs. */
  onActivity(): void;
  /** Exactly once for each request that arrived. */
  onFinished(request: FinishedRequest): void;
}
