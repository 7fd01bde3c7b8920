import type { ExecutorError } from '../../../foundation/errors/index.ts';
import type { ModelInfo } from '../../backends/index.ts';
import type { Change } from './change.ts';
import type { LoadState } from './interface.ts';

type Listed = Pick<ModelInfo, 'state'>;

/** One model as its program lists it, and what we did to it. */
export class LoadEntry {
  readonly id: string;
  readonly backend: string;
  state: LoadState = 'unknown';
  progress: number | null = null;
  problem: ExecutorError | null = null;
  sinceMs: number;
  ours = false;
  /** The command that is under way. */
  change: Change | null = null;
  /** False when its program lists it no longer, while a command is still under way. */
  listed = true;
  /** When its program was asked last, monotonic milliseconds. */
  lookedAtMs = Number.NEGATIVE_INFINITY;
  /** When our last command ended, monotonic milliseconds; looks from before tell nothing. */
  settledAtMs = Number.NEGATIVE_INFINITY;
  /** Whether a request went to it since the last look while it was not in memory. */
  wasAskedFor = false;

  constructor(about: Pick<LoadEntry, 'id' | 'backend' | 'sinceMs'>) {
    this.id = about.id;
    this.backend = about.backend;
    this.sinceMs = about.sinceMs;
  }

  /** Takes what the program says; `inUse` while requests of ours are at it. Returns whether anything changed. */
  observe(
    { state }: Listed,
    { askedAtMs, nowMs, inUse }: { askedAtMs: number; nowMs: number; inUse: boolean },
  ): boolean {
    this.listed = true;
    this.lookedAtMs = askedAtMs;
    if (this.change !== null || askedAtMs < this.settledAtMs) return false;
    const next = this.#told(state);
    const { wasAskedFor } = this;
    this.wasAskedFor = inUse && next !== 'loaded';
    if (next === this.state) return false;
    this.ours = this.#isOurs(next, wasAskedFor);
    this.set(next, nowMs);
    return true;
  }

  /** What is in memory now and was not before came by our requests, or by the owner. */
  #isOurs(next: LoadState, wasAskedFor: boolean): boolean {
    if (next === 'unknown') return this.ours;
    if (next === 'loading') return wasAskedFor;
    if (next !== 'loaded') return false;
    return wasAskedFor || (this.ours && (this.state === 'loading' || this.state === 'unknown'));
  }

  set(state: LoadState, nowMs: number, problem: ExecutorError | null = null): void {
    if (state !== this.state) this.sinceMs = nowMs;
    this.state = state;
    this.problem = problem;
    this.progress = null;
  }

  /** A program that does not tell leaves us with what our own commands came to. */
  #told(state: Listed['state']): LoadState {
    if (state === 'unknown') return this.settledAtMs === Number.NEGATIVE_INFINITY ? 'unknown' : this.state;
    if (state !== 'not-loaded') return state;
    return this.state === 'failed' ? 'failed' : 'unloaded';
  }
}
