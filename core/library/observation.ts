import type { Problem, Status } from '../control/index.ts';

/** How an executor is. */
export interface HealthStatus {
  /** True when clients can be served: backend and network are there, and it is neither paused nor stopping. */
  readonly healthy: boolean;
  /** One word for it. */
  readonly state: Status['state'];
  readonly llmBackendHealthy: boolean;
  /** Requests that wait for their turn. */
  readonly queueSize: number;
  /** Requests in the backend. */
  readonly activeRequests: number;
  /** What the owner should know or do next; the most important one first. */
  readonly problems: readonly Problem[];
}

/** What an executor has done since its start. */
export interface ExecutorMetrics {
  /** Requests that have ended, however. */
  readonly totalRequests: number;
  /** Those of them that were answered, signed and handed over in full. */
  readonly servedRequests: number;
  /** The others: refused, given up, or left by their client. */
  readonly failedRequests: number;
  /** How many ended how, by error code; `accrued` are those served. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Wei accrued for those served. */
  readonly accruedWei: bigint;
}

/** The health that a status tells of. */
export function healthOf({ state, backend, requests, problems }: Status): HealthStatus {
  return {
    healthy: state === 'serving',
    state,
    llmBackendHealthy: backend.state === 'connected',
    queueSize: requests.waiting,
    activeRequests: requests.running,
    problems,
  };
}
