import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { ModelLoad, ModelLoads } from './interface.ts';

/** How often is looked, milliseconds. */
const LOOK_MS = 1000;

interface IdleUnloadModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly loads: Pick<ModelLoads, 'list' | 'unload'>;
  /** False for a model that is to stay, however long nobody asks for it. */
  mayGo(id: string): boolean;
}

/** When a model that nobody asks for leaves the memory. */
export interface IdleUnloadSettings {
  /** Whole seconds; 0 for never. */
  readonly unloadAfterIdleSecs: number;
}

/**
 * Unloads models that nobody has asked for in a while. Only those that came into memory because of us: what the owner
 * loaded is the owner's. Programs that have a time of their own, such as Ollama, may be sooner; that is seen like
 * everything else that they do by themselves.
 */
export class IdleUnload implements Startable {
  readonly #modules: IdleUnloadModules;
  #settings: IdleUnloadSettings;
  #stop: AbortController | null = null;
  #cancelTimer = () => {};
  /** Tries that failed, by model: when, monotonic milliseconds. */
  readonly #failedAtMs = new Map<string, number>();

  constructor(modules: IdleUnloadModules, settings: IdleUnloadSettings) {
    this.#modules = { ...modules, logger: modules.logger.child({ module: 'models' }) };
    this.#settings = settings;
  }

  async start(): Promise<void> {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = null;
    this.#cancelTimer();
  }

  configure(settings: IdleUnloadSettings): void {
    this.#settings = settings;
    this.#failedAtMs.clear();
    if (this.#stop) this.#arm();
  }

  #arm(): void {
    this.#cancelTimer();
    if (this.#settings.unloadAfterIdleSecs === 0) return;
    this.#cancelTimer = this.#modules.clock.setTimer(() => {
      this.#look();
      this.#arm();
    }, LOOK_MS);
  }

  #look(): void {
    const signal = this.#stop?.signal;
    if (!signal) return;
    for (const model of this.#modules.loads.list()) if (this.#isIdle(model)) void this.#unload(model.id, signal);
  }

  #isIdle({ id, state, steerable, ours, inUse, sinceMs, lastUsedAtMs }: ModelLoad): boolean {
    if (state !== 'loaded' || !steerable || !ours || inUse > 0 || !this.#modules.mayGo(id)) return false;
    const { clock } = this.#modules;
    const idleMs = this.#settings.unloadAfterIdleSecs * 1000;
    if (clock.nowMs() - Math.max(sinceMs, lastUsedAtMs ?? 0) < idleMs) return false;
    return clock.monotonicMs() - (this.#failedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) >= idleMs;
  }

  async #unload(id: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#modules.loads.unload(id, { signal, users: 'wait' });
      this.#failedAtMs.delete(id);
      this.#modules.logger.info('A model that nobody asked for was unloaded', { model: id });
    } catch {
      // The loads have logged why; it is tried again after the same time.
      if (!signal.aborted) this.#failedAtMs.set(id, this.#modules.clock.monotonicMs());
    }
  }
}
