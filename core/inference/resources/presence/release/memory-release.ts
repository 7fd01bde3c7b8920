import { type Clock, delay } from '../../../../foundation/clock.ts';
import { toExecutorError } from '../../../../foundation/errors/index.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import type { ModelLoad, ModelLoads } from '../../../models/loads/interface.ts';
import type { HardwareReading, HardwareSource } from '../../interface.ts';
import type { ReleaseReport } from '../interface.ts';
import { type Expected, judgeRelease, type Verdict } from './judge.ts';

/** Longest time that a program gets to let its model go. */
const UNLOAD_LIMIT_MS = 10_000;
/** How long the memory is watched before it counts as still held. */
const VERIFY_LIMIT_MS = 10_000;
/** The same where the first looks prove nothing: the models may be in main memory. */
const UNPROVEN_LIMIT_MS = 2000;
/** Time between two looks at the memory. */
const VERIFY_EVERY_MS = 50;
/** Models that are let go at the same time. */
const MAX_MODELS = 64;

export interface MemoryReleaseModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly loads: Pick<ModelLoads, 'list' | 'unload'>;
  readonly hardware: Pick<HardwareSource, 'refresh' | 'latest'>;
  /** Video memory that a model holds by the word of its program; null when it does not tell. */
  gpuMemoryOf(model: string): number | null;
}

/** One freeing of the memory of the models: how it was before, what is let go, and the proof. */
export class MemoryRelease {
  readonly #modules: MemoryReleaseModules;
  readonly #sinceMs: number;
  readonly #before: Promise<HardwareReading>;
  #expected: Expected = { models: 0, bytes: 0 };
  #backends: readonly string[] = [];
  readonly #released: string[] = [];

  /** Looks at the memory as it is now. @param options.sinceMs - Monotonic time of the cause. */
  constructor(modules: MemoryReleaseModules, options: { readonly sinceMs: number }) {
    this.#modules = modules;
    this.#sinceMs = options.sinceMs;
    const earlier = modules.hardware.latest();
    this.#before = modules.hardware.refresh().then((now) => (tellsMemory(now) ? now : (earlier ?? now)));
  }

  /** Lets every model go that can be told to, and waits for the proof, for at most 20 s. @throws the reason of the signal */
  async run(signal: AbortSignal): Promise<ReleaseReport> {
    const { clock, loads, hardware } = this.#modules;
    const before = await this.#before;
    const inMemory = loads.list().filter(isInMemory).slice(0, MAX_MODELS);
    const steerable = inMemory.filter((load) => load.steerable);
    this.#backends = [...new Set(inMemory.map(({ backend }) => backend))];
    this.#expected = { models: inMemory.length, bytes: this.#sumOf(inMemory) };
    await Promise.all(steerable.map(({ id }) => this.#unload(id, signal)));
    const beganMs = clock.monotonicMs();
    for (;;) {
      signal.throwIfAborted();
      const now = await hardware.refresh();
      const verdict = judgeRelease(before, now, this.#expected);
      const limitMs = verdict.kind === 'not-measurable' ? UNPROVEN_LIMIT_MS : VERIFY_LIMIT_MS;
      const isOver = steerable.length === 0 || now.gpus.length === 0 || clock.monotonicMs() - beganMs >= limitMs;
      if (verdict.kind === 'freed' || isOver) return this.#report(verdict);
      await delay(clock, VERIFY_EVERY_MS, signal);
    }
  }

  /** Models that were let go, for loading them again. */
  get released(): readonly string[] {
    return this.#released;
  }

  /** Judges a later reading: what was still held may have become free. */
  async judge(now: HardwareReading): Promise<ReleaseReport> {
    return this.#report(judgeRelease(await this.#before, now, this.#expected));
  }

  async #unload(id: string, signal: AbortSignal): Promise<void> {
    const { clock, logger, loads } = this.#modules;
    const limit = new AbortController();
    const cancel = clock.setTimer(() => limit.abort(), UNLOAD_LIMIT_MS);
    try {
      await loads.unload(id, { signal: AbortSignal.any([signal, limit.signal]) });
      this.#released.push(id);
    } catch (thrown) {
      if (!signal.aborted) {
        const { code } = toExecutorError(thrown, 'BACKEND_TIMEOUT');
        logger.warn('a model could not be unloaded', { model: id, code });
      }
    } finally {
      cancel();
    }
  }

  #sumOf(models: readonly ModelLoad[]): number | null {
    const sizes = models.map(({ id }) => this.#modules.gpuMemoryOf(id));
    return sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0);
  }

  #report(verdict: Verdict): ReleaseReport {
    const { clock } = this.#modules;
    const none = { freedAfterMs: null, freedBytes: null, stillHeldBytes: null, heldBy: [], backends: this.#backends };
    if (verdict.kind === 'not-measurable' || verdict.kind === 'unseen') return { ...none, verified: 'not-measurable' };
    const { freedBytes } = verdict;
    if (verdict.kind === 'freed' && (this.#released.length === this.#expected.models || freedBytes > 0)) {
      const freedAfterMs = Math.round(clock.monotonicMs() - this.#sinceMs);
      return { ...none, verified: 'freed', freedBytes, freedAfterMs, stillHeldBytes: 0 };
    }
    if (verdict.kind === 'freed') return { ...none, verified: 'not-measurable' };
    return { ...none, verified: 'still-held', freedBytes, stillHeldBytes: verdict.heldBytes, heldBy: verdict.heldBy };
  }
}

/** A probe that fails at this moment told something a moment ago. */
function tellsMemory({ gpus }: HardwareReading): boolean {
  return gpus.length === 0 || gpus.some(({ memoryUsedBytes }) => memoryUsedBytes !== null);
}

function isInMemory({ state, steerable }: ModelLoad): boolean {
  return state === 'loaded' || state === 'loading' || state === 'unloading' || (state === 'unknown' && steerable);
}
