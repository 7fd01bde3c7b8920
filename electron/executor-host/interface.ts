import type { LaunchedExecutor } from '../../core/executor/index.ts';
import type { HostState } from '../ipc/shell-schemas.ts';

export type { LaunchedExecutor };

/** Starts an executor; rejects with an `ExecutorError` that says what is in the way. */
export type Launch = () => Promise<LaunchedExecutor>;

/** The host as the rest of the shell sees it. */
export interface HostView {
  readonly host: HostState;
  /** Grows with every executor that is started. */
  readonly instance: number;
  readonly demo: boolean;
}
