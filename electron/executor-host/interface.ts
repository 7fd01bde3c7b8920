import type { ControlTarget } from '../../core/control/contract.ts';
import type { HostState } from '../ipc/shell-schemas.ts';

/** An executor that runs in this process. */
export interface LaunchedExecutor {
  readonly executor: ControlTarget;
  readonly dataFolder: string;
  /** Stops accepting, drains (`finish`, bounded) or voids (`now`), says goodbye, closes. Safe to call again, also to hurry. */
  stop(mode: 'finish' | 'now'): Promise<void>;
  /** Settles when it has stopped, whoever asked for it; rejects when it broke down. */
  readonly stopped: Promise<void>;
}

/** Starts an executor; rejects with an `ExecutorError` that says what is in the way. */
export type Launch = () => Promise<LaunchedExecutor>;

/** The host as the rest of the shell sees it. */
export interface HostView {
  readonly host: HostState;
  /** Grows with every executor that is started. */
  readonly instance: number;
  readonly demo: boolean;
}
