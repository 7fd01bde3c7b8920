import type { ExecutorError } from '../../../foundation/errors/index.ts';
import type { CompletionOptions, LlmClient, ModelInfo } from '../interface.ts';
import type { BreakerView } from './circuit-breaker.ts';

/** How a backend is, as far as is known from looking at it. */
export interface MemberHealth {
  /** `unknown` before the first answer or failure. */
  readonly state: 'unknown' | 'connected' | 'unreachable';
  /** Time of the last model list, milliseconds. */
  readonly latencyMs: number | null;
  readonly version: string | null;
  /** Why it is unreachable, or what the last look failed with. */
  readonly problem: ExecutorError | null;
  /** Wall time of the last look, milliseconds since 1970. */
  readonly checkedAtMs: number | null;
  /** Looks in a row that failed. */
  readonly failures: number;
  /** Wall time of the next look while it does not answer, milliseconds; null otherwise. */
  readonly nextTryAtMs: number | null;
}

/** What one backend said of its models at one time. */
export interface MemberLook {
  /** Name of the backend. */
  readonly backend: string;
  /** When it was asked, monotonic milliseconds: what it says is not newer than this. */
  readonly askedAtMs: number;
  /** Null when it does not answer any more. */
  readonly models: readonly ModelInfo[] | null;
}

/** A backend that a pool is made of. */
export interface BackendInit {
  readonly client: LlmClient;
  /** Where it is, for people; empty where it has no address. */
  readonly baseUrl: string;
}

/** One backend of a pool. */
export interface PoolMember extends BackendInit {
  /** Of its client; no two members of a pool have the same. */
  readonly name: string;
  readonly health: MemberHealth;
  /** What it listed last, also while it does not answer. */
  readonly models: readonly ModelInfo[];
  readonly breaker: BreakerView;
  /** Requests of ours that it works on. */
  readonly inFlight: number;
  /** One sentence on why nothing can be served with it now; null when it can. */
  readonly refusal: string | null;
}

/** How a completion of a pool may be watched and stopped. */
export interface PoolCallOptions extends CompletionOptions {
  /** Told the name of the backend that is asked, again for each further one. */
  readonly onBackend?: (name: string) => void;
}
