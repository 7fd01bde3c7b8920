import type { Clock } from '../../core/foundation/clock.ts';
import { delay } from '../../core/foundation/clock.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { LoadPlan, ModelLoad, ModelLoads } from '../../core/inference/models/loads/interface.ts';

/** A model of the fake and how it behaves. */
export interface FakeModel {
  /** @defaultValue 0: at once */
  readonly loadMs?: number;
  /** @defaultValue true */
  readonly steerable?: boolean;
  /** @defaultValue 'unloaded' */
  readonly state?: ModelLoad['state'];
  /** Thrown by each load, one after the other; undefined for a load that succeeds. */
  readonly loadErrors?: (ExecutorError | undefined)[];
  readonly unloadErrors?: (ExecutorError | undefined)[];
}

/** What the fake was told to do, in its order. */
export type FakeLoadStep = `load ${string}` | `unload ${string}`;

/** Loads and unloads nothing, and keeps the books as whoever does it for real. */
export class FakeLoads implements ModelLoads {
  readonly steps: FakeLoadStep[] = [];
  readonly plans = new Map<string, LoadPlan>();
  /** Uses that were going on when their model was unloaded. */
  unloadedInUse = 0;
  readonly #clock: Clock;
  readonly #models: Map<string, { model: FakeModel; load: ModelLoad }>;
  readonly #listeners = new Set<() => void>();
  readonly #changes = new Map<string, Promise<void>>();
  /** Told of what is in memory, before anybody else. */
  onMemory: (id: string, isIn: boolean, plan: LoadPlan | null) => void = () => {};

  constructor(clock: Clock, models: Readonly<Record<string, FakeModel>>) {
    this.#clock = clock;
    this.#models = new Map(
      Object.entries(models).map(([id, model]) => {
        const { state = 'unloaded', steerable = true } = model;
        const nothing = { progress: null, problem: null, sinceMs: clock.nowMs(), lastUsedAtMs: null, inUse: 0 };
        return [id, { model, load: { id, backend: 'fake', state, steerable, ours: true, ...nothing } }];
      }),
    );
  }

  list(): readonly ModelLoad[] {
    return [...this.#models.values()].map(({ load }) => load);
  }

  find(id: string): ModelLoad | null {
    return this.#models.get(id)?.load ?? null;
  }

  load(id: string, plan: LoadPlan, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    return this.#change(id, 'loaded', signal, async ({ loadMs = 0, loadErrors = [] }) => {
      this.steps.push(`load ${id}`);
      this.plans.set(id, plan);
      this.#set(id, { state: 'loading', problem: null });
      if (loadMs > 0) await delay(this.#clock, loadMs, signal);
      const error = loadErrors.shift();
      if (error !== undefined) {
        this.#set(id, { state: 'failed', problem: error });
        throw error;
      }
      this.onMemory(id, true, plan);
      this.#set(id, { state: 'loaded' });
    });
  }

  unload(id: string, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    return this.#change(id, 'unloaded', signal, async ({ unloadErrors = [] }) => {
      this.steps.push(`unload ${id}`);
      this.unloadedInUse += this.find(id)?.inUse ?? 0;
      this.#set(id, { state: 'unloading' });
      await null;
      const error = unloadErrors.shift();
      if (error !== undefined) {
        this.#set(id, { state: 'loaded' });
        throw error;
      }
      this.onMemory(id, false, null);
      this.#set(id, { state: 'unloaded' });
    });
  }

  use(id: string): () => void {
    this.#set(id, { inUse: (this.find(id)?.inUse ?? 0) + 1 });
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#set(id, { inUse: (this.find(id)?.inUse ?? 0) - 1, lastUsedAtMs: this.#clock.nowMs() });
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is in memory without anybody having asked for it here. */
  appear(id: string): void {
    this.onMemory(id, true, null);
    this.#set(id, { state: 'loaded' });
  }

  async #change(
    id: string,
    goal: ModelLoad['state'],
    signal: AbortSignal,
    work: (model: FakeModel) => Promise<void>,
  ): Promise<void> {
    signal.throwIfAborted();
    const entry = this.#models.get(id);
    if (entry === undefined) throw new ExecutorError('MODEL_NOT_FOUND', { model: id });
    while (this.#changes.has(id)) await this.#changes.get(id)?.catch(() => {});
    signal.throwIfAborted();
    if (entry.load.state === goal) return;
    const before = entry.load.state;
    const running = work(entry.model).finally(() => this.#changes.delete(id));
    this.#changes.set(id, running);
    try {
      await running;
    } catch (error) {
      if (signal.aborted) this.#set(id, { state: before });
      throw error;
    }
  }

  #set(id: string, change: Partial<ModelLoad>): void {
    const entry = this.#models.get(id);
    if (entry === undefined) return;
    const sinceMs = change.state === undefined ? entry.load.sinceMs : this.#clock.nowMs();
    entry.load = { ...entry.load, ...change, sinceMs };
    for (const listener of [...this.#listeners]) listener();
  }
}
