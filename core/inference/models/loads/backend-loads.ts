import type { Clock } from '../../../foundation/clock.ts';
import { ExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { MemberLook, ModelControl, ModelInfo } from '../../backends/index.ts';
import { Change } from './change.ts';
import { LoadEntry } from './entry.ts';
import type { LoadPlan, ModelLoad, ModelLoads, UnloadOptions } from './interface.ts';
import { Uses } from './uses.ts';

/** Shortest time between two looks that only a use gave reason for, milliseconds. */
const DOUBT_GAP_MS = 1000;

/** What a backend said of its models. */
interface ListedStates extends Pick<MemberLook, 'backend' | 'askedAtMs'> {
  readonly models: readonly Pick<ModelInfo, 'id' | 'state'>[] | null;
}

interface LoadsModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of the backend that requests for a model go to; null for a model that none has. */
  backendOf(id: string): string | null;
  /** What loads and unloads at the backend of this name; null where its program decides alone. */
  controlOf(backend: string): ModelControl | null;
  /** What the owner configured for a model. */
  planOf(id: string): LoadPlan;
  /** Asks the backends for their models, or joins a look that is under way. Never rejects. */
  look(): Promise<unknown>;
}

/**
 * Which models are in memory: what their programs say, and what our own commands came to since. A look that began before
 * a command ended tells nothing of its model.
 */
export class BackendLoads implements ModelLoads {
  readonly #modules: LoadsModules;
  /** By backend and id. */
  readonly #entries = new Map<string, LoadEntry>();
  readonly #uses: Uses;
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #doubtedAtMs = Number.NEGATIVE_INFINITY;

  constructor(modules: LoadsModules) {
    this.#modules = { ...modules, logger: modules.logger.child({ module: 'models' }) };
    this.#uses = new Uses(modules);
  }

  list(): readonly ModelLoad[] {
    return [...this.#entries.values()].map((entry) => this.#view(entry));
  }

  find(id: string): ModelLoad | null {
    const entry = this.#entry(id);
    return entry ? this.#view(entry) : null;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes what a backend said of its models. */
  observe({ backend, askedAtMs, models }: ListedStates): void {
    const nowMs = this.#modules.clock.nowMs();
    const listed = new Map(models?.map((model) => [model.id, model]));
    let changed = false;
    for (const model of listed.values()) {
      const key = keyOf(backend, model.id);
      let entry = this.#entries.get(key);
      if (!entry) {
        entry = new LoadEntry({ id: model.id, backend, sinceMs: nowMs });
        this.#entries.set(key, entry);
        changed = true;
      }
      const inUse = this.#uses.count(model.id) > 0;
      changed = entry.observe(model, { askedAtMs, nowMs, inUse }) || changed;
    }
    for (const entry of this.#entries.values())
      if (entry.backend === backend && !listed.has(entry.id))
        changed = this.#miss(entry, models !== null, nowMs) || changed;
    if (changed) this.#tell();
  }

  async load(id: string, plan: LoadPlan, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const entry = this.#require(id);
      const { change } = entry;
      if (change?.kind === 'load' && !change.isCalledOff) return change.join(signal);
      if (change) await change.settled(signal);
      else if (entry.state === 'loaded') return;
      else return this.#begin(entry, 'load', withDefaults(plan, this.#modules.planOf(id))).join(signal);
    }
  }

  async unload(id: string, { signal, users = 'ignore' }: UnloadOptions): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const entry = this.#require(id);
      const { change } = entry;
      if (change?.kind === 'unload') return change.join(signal);
      if (change) {
        if (users === 'ignore') change.stop();
        await change.settled(signal);
      } else if (users === 'wait' && this.#uses.count(id) > 0) await this.#uses.whenUnused(id, signal);
      else if (entry.state === 'unloaded') return;
      else return this.#begin(entry, 'unload', null).join(signal);
    }
  }

  use(id: string): () => void {
    const end = this.#uses.begin(id);
    const entry = this.#entry(id);
    if (entry && entry.state !== 'loaded') entry.wasAskedFor = true;
    this.#tell();
    return () => {
      if (!end()) return;
      this.#doubt(id);
      this.#tell();
    };
  }

  /** Stops the commands that are under way; none begins any more. */
  close(): void {
    this.#stop.abort();
    for (const { change } of this.#entries.values()) change?.stop();
    this.#listeners.clear();
  }

  /** That of the backend which requests go to. */
  #entry(id: string): LoadEntry | null {
    const backend = this.#modules.backendOf(id);
    return backend === null ? null : (this.#entries.get(keyOf(backend, id)) ?? null);
  }

  #require(id: string): LoadEntry {
    const entry = this.#entry(id);
    if (!entry) throw new ExecutorError('MODEL_NOT_FOUND', { model: id });
    return entry;
  }

  #begin(entry: LoadEntry, kind: Change['kind'], plan: LoadPlan | null): Change {
    const { clock } = this.#modules;
    const control = this.#stop.signal.aborted ? null : this.#modules.controlOf(entry.backend);
    if (!control) throw new ExecutorError('MODEL_NOT_STEERABLE', { model: entry.id, backend: entry.backend });
    entry.set(kind === 'load' ? 'loading' : 'unloading', clock.nowMs());
    const change: Change = new Change(kind, async (signal) => {
      try {
        if (plan) await control.load(entry.id, { ...plan, signal, onProgress: (done) => this.#progress(entry, done) });
        else await control.unload(entry.id, { signal });
        entry.ours = kind === 'load';
        entry.set(kind === 'load' ? 'loaded' : 'unloaded', clock.nowMs());
      } catch (thrown) {
        const error = toExecutorError(thrown, 'BACKEND_FAILED');
        this.#fail(entry, kind, { error, stopped: signal.aborted });
        throw error;
      } finally {
        this.#settle(entry);
      }
    });
    entry.change = change;
    this.#tell();
    return change;
  }

  #fail(entry: LoadEntry, kind: Change['kind'], { error, stopped }: { error: ExecutorError; stopped: boolean }): void {
    const nowMs = this.#modules.clock.nowMs();
    if (!stopped) this.#modules.logger.warn(`A model could not be ${kind}ed`, { model: entry.id, code: error.code });
    // Whether a program obeys when its command is called off, or what one keeps that fails, only its next list shows.
    const isClear = kind === 'load' && !stopped && error.code !== 'BACKEND_UNREACHABLE';
    if (kind === 'load') entry.ours = !isClear;
    if (isClear) entry.set('failed', nowMs, error);
    else entry.set('unknown', nowMs);
  }

  #settle(entry: LoadEntry): void {
    entry.change = null;
    entry.settledAtMs = this.#modules.clock.monotonicMs();
    if (!entry.listed) this.#entries.delete(keyOf(entry.backend, entry.id));
    this.#tell();
    void this.#confirm(entry);
  }

  /** Asks the program what came of a command: a look that was under way may have been answered before. */
  async #confirm(entry: LoadEntry): Promise<void> {
    await this.#modules.look();
    if (entry.lookedAtMs < entry.settledAtMs && !this.#stop.signal.aborted) await this.#modules.look();
  }

  /** An answer of a model that was not in memory says that it is now, or was. */
  #doubt(id: string): void {
    const entry = this.#entry(id);
    const nowMs = this.#modules.clock.monotonicMs();
    if (!entry?.wasAskedFor || entry.state === 'unknown' || nowMs - this.#doubtedAtMs < DOUBT_GAP_MS) return;
    this.#doubtedAtMs = nowMs;
    void this.#modules.look();
  }

  #progress(entry: LoadEntry, done: number): void {
    if (entry.state !== 'loading' || !(done >= 0 && done <= 1) || done <= (entry.progress ?? -1)) return;
    entry.progress = done;
    this.#tell();
  }

  /** Its program lists it no longer, or does not answer. Returns whether anything changed. */
  #miss(entry: LoadEntry, answered: boolean, nowMs: number): boolean {
    if (entry.change !== null) {
      if (answered) entry.listed = false;
      return false;
    }
    if (answered) return this.#entries.delete(keyOf(entry.backend, entry.id));
    entry.ours = false;
    if (entry.state === 'unknown') return false;
    entry.set('unknown', nowMs);
    return true;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #view(entry: LoadEntry): ModelLoad {
    const { id, backend, state, progress, problem, sinceMs, ours } = entry;
    const usage = { lastUsedAtMs: this.#uses.lastEndAtMs(id), inUse: this.#uses.count(id) };
    const steerable = this.#modules.controlOf(backend) !== null;
    return { id, backend, state, progress, problem, sinceMs, ...usage, steerable, ours };
  }
}

const keyOf = (backend: string, id: string) => `${backend}\n${id}`;

function withDefaults(plan: LoadPlan, own: LoadPlan): LoadPlan {
  return {
    contextLength: plan.contextLength ?? own.contextLength,
    parallel: plan.parallel ?? own.parallel,
    placement: plan.placement ?? own.placement,
  };
}
