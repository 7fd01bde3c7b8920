import type { ExecutorError } from '../../../foundation/errors/index.ts';
import type { Placement } from '../../backends/interface.ts';

/**
 * Where a model is in its life in memory. `unknown`: its program does not tell, or did not yet since a command that
 * failed, so it is treated as if it were there.
 * `failed`: the last load failed; `problem` says why, and another load may be tried.
 */
export type LoadState = 'unloaded' | 'loading' | 'loaded' | 'unloading' | 'failed' | 'unknown';

/** One model and whether it is in memory. True at any moment, as far as its program tells. */
export interface ModelLoad {
  readonly id: string;
  /** Name of the backend that has it. */
  readonly backend: string;
  readonly state: LoadState;
  /** 0 to 1 while it loads, where the backend tells. */
  readonly progress: number | null;
  readonly problem: ExecutorError | null;
  /** Wall time of the last change of state, milliseconds. */
  readonly sinceMs: number;
  /** Wall time of the last end of a use; null before the first. */
  readonly lastUsedAtMs: number | null;
  /** Requests that use it now. */
  readonly inUse: number;
  /** Whether its backend loads and unloads on command. */
  readonly steerable: boolean;
  /** True when it is in memory because of us: by our command, or because a request of ours made its program load it. */
  readonly ours: boolean;
}

/** How a model is to be loaded. Null takes what the owner configured for it, and the program's own default otherwise. */
export interface LoadPlan {
  readonly contextLength: number | null;
  readonly parallel: number | null;
  readonly placement: Placement | null;
}

/** Nothing is asked for. */
export const anyPlan: LoadPlan = { contextLength: null, parallel: null, placement: null };

/** How a model is to be unloaded. */
export interface UnloadOptions {
  readonly signal: AbortSignal;
  /**
   * `ignore` unloads under the requests that use it, and stops a load that is under way. `wait` lets loads and requests
   * end first, also those that come meanwhile.
   * @defaultValue 'ignore'
   */
  readonly users?: 'ignore' | 'wait';
}

/** Loads and unloads models, each one change at a time. */
export interface ModelLoads {
  list(): readonly ModelLoad[];
  find(id: string): ModelLoad | null;
  /**
   * Settles when it is in memory; joins a load that is under way, which ends when everybody who waits for it gave up.
   * @throws `BACKEND_*`, `MODEL_NOT_FOUND`, `MODEL_NOT_STEERABLE`, the reason of the signal
   */
  load(id: string, plan: LoadPlan, options: { readonly signal: AbortSignal }): Promise<void>;
  /**
   * Settles when its program let go of it.
   * @throws `BACKEND_*`, `MODEL_NOT_FOUND`, `MODEL_NOT_STEERABLE`, the reason of the signal
   */
  unload(id: string, options: UnloadOptions): Promise<void>;
  /** Notes a use; what is returned ends it, once. */
  use(id: string): () => void;
  /** Called after any change. Returns what ends it. */
  onChange(listener: () => void): () => void;
}
