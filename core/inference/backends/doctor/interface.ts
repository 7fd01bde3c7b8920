import type { Clock } from '../../../foundation/clock.ts';
import type { ExecutorError } from '../../../foundation/errors/index.ts';
import type { BackendFacts, Completion, LlmClient, ModelInfo } from '../interface.ts';

/** How one thing is. `skipped`: it could not be looked at, because of something that stands above it. */
export type Verdict = 'good' | 'warning' | 'bad' | 'skipped';

/** What the doctor looks at, in this order. */
export type DoctorTopic =
  | 'reach'
  | 'version'
  | 'authentication'
  | 'models'
  | 'context'
  | 'slots'
  | 'answer'
  | 'usage'
  | 'cancel'
  | 'speed'
  | 'memory';

/** One thing that the doctor looked at. */
export interface DoctorLine {
  readonly topic: DoctorTopic;
  readonly verdict: Verdict;
  /** One sentence: what is so. */
  readonly finding: string;
  /** What to do, exactly; null when nothing needs doing. */
  readonly fix: string | null;
}

/** What the doctor found at one address. */
export interface DoctorReport {
  /** A kind of backend, `lloom` for the API of an executor, `unknown` for anything else. */
  readonly kind: string;
  readonly name: string;
  /** Origin, such as `http://127.0.0.1:1234`. */
  readonly address: string;
  readonly version: string | null;
  /** Whether the configuration names it. */
  readonly configured: boolean;
  /** The worst of its lines. */
  readonly verdict: 'good' | 'warning' | 'bad';
  readonly lines: readonly DoctorLine[];
}

/** One program as the doctor sees it; filled from check to check. */
export interface Visit {
  readonly client: LlmClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly address: string;
  readonly configured: boolean;
  /** Requests that the executor sends at once; null when it is not configured. */
  readonly maxConcurrentRequests: number | null;
  /** The model that is wanted; null takes one that is loaded. */
  readonly wanted: string | null;
  /** Null before it was asked; what it failed with where it failed. */
  facts: BackendFacts | ExecutorError | null;
  models: readonly ModelInfo[];
  model: ModelInfo | null;
  completion: Completion | null;
}

/** Looks at one or more things. Never rejects but with the reason of the visit's signal. */
export type Check = (visit: Visit) => Promise<readonly DoctorLine[]>;

export const good = (topic: DoctorTopic, finding: string): DoctorLine => ({
  topic,
  verdict: 'good',
  finding,
  fix: null,
});
export const skipped = (topic: DoctorTopic, finding: string): DoctorLine => ({
  topic,
  verdict: 'skipped',
  finding,
  fix: null,
});
export const warning = (topic: DoctorTopic, finding: string, fix: string | null): DoctorLine => ({
  topic,
  verdict: 'warning',
  finding,
  fix,
});
export const bad = (topic: DoctorTopic, finding: string, fix: string): DoctorLine => ({
  topic,
  verdict: 'bad',
  finding,
  fix,
});
