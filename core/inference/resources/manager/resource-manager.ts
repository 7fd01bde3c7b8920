import { ExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { Startable } from '../../../foundation/startable.ts';
import type { ResourceLease, ResourceNeed, ResourceStage } from '../../../request/index.ts';
import type { LoadPlan, ModelLoad } from '../../models/loads/interface.ts';
import { refusalSentence } from '../budgets/sentences.ts';
import type { HardwareReading } from '../interface.ts';
import type { OutOfMemoryHandler, ResourceModules, ResourceSettings } from './interface.ts';
import { Mover } from './mover.ts';
import { Residency } from './residency.ts';
import { Room } from './room.ts';
import { WaitingList, type WaitReason } from './waiting.ts';

const notRunning = () => new ExecutorError('EXECUTOR_NOT_RUNNING');

/**
 * Gives requests a model that is in memory. What is not there is loaded where there is room, after models that nobody
 * uses were unloaded; two models that do not fit together take turns that are long enough to be worth the swap.
 */
export class ResourceManager implements ResourceStage, Startable {
  readonly #modules: ResourceModules;
  readonly #room: Room;
  readonly #residency: Residency;
  readonly #waiting: WaitingList;
  readonly #mover: Mover;
  readonly #preload = new Set<string>();
  #links: (() => void)[] = [];
  #stop = new AbortController();
  #isStarted = false;

  constructor(modules: ResourceModules, settings: ResourceSettings) {
    const logger = modules.logger.child({ module: 'resources' });
    this.#modules = { ...modules, logger };
    this.#room = new Room(modules, settings);
    this.#residency = new Residency(modules.clock);
    this.#waiting = new WaitingList(modules.clock, () => this.#mover.kick());
    const parts = { room: this.#room, residency: this.#residency, waiting: this.#waiting };
    this.#mover = new Mover(this.#modules, {
      ...parts,
      admit: () => this.#admit(),
      planOf: (id, where) => this.#planOf(id, where),
    });
    for (const id of settings.budget.preloadModels) this.#preload.add(id);
  }

  /** Begins to watch, and to load what is to be ready where there is room for it. */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#stop = new AbortController();
    const { loads, hardware } = this.#modules;
    this.#links = [loads.onChange(() => this.modelsChanged()), hardware.onReading(() => this.#mover.onReading())];
    this.modelsChanged();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#stop.abort();
    for (const unlink of this.#links.splice(0)) unlink();
    for (const { model } of this.#waiting.groups()) this.#waiting.fail(model, notRunning());
    await this.#mover.stop();
  }

  /** Goes on with other limits. What is in memory and in use stays. */
  configure(settings: ResourceSettings): void {
    this.#room.configure(settings);
    this.#mover.kick();
  }

  /** What is to be done when a program ran out of memory; null takes it away. */
  setOutOfMemoryHandler(handler: OutOfMemoryHandler | null): void {
    this.#mover.onOutOfMemory = handler;
  }

  /** A program ran out of memory while it answered. Unloads what nobody uses and calls the owner's handler. */
  ranOutOfMemory(): void {
    void this.#mover.relieve(null);
  }

  async acquire({ model }: ResourceNeed, signal: AbortSignal): Promise<ResourceLease> {
    signal.throwIfAborted();
    const load = this.#modules.loads.find(model);
    if (load === null || load.state === 'unknown') return this.#lease(model);
    if (!load.steerable) {
      this.#judge(load);
      return this.#lease(model);
    }
    if (load.state === 'loaded' && !this.#mover.isClosing(model)) return this.#lease(model);
    this.#mover.throwRecent(model);
    const lease = await this.#wait(model, 'request', signal);
    return lease ?? this.#lease(model);
  }

  /**
   * Loads a model because the owner says so; idle models make room for it. Settles when it is in memory.
   *
   * @throws `RESOURCE_MODEL_TOO_LARGE` with what is needed, what is free and what would free it, `RESOURCE_*`, `BACKEND_*`,
   *   the reason of the signal
   */
  async load(model: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const load = this.#modules.loads.find(model);
    if (load?.state === 'loaded') return;
    this.#mover.forgetFailure(model);
    if (load === null || !load.steerable) return this.#modules.loads.load(model, this.#planOf(model, null), { signal });
    await this.#wait(model, 'load', signal);
  }

  /** Memory that a model needs, bytes; null when nobody knows. */
  needBytes(model: string): number | null {
    return this.#room.need(model);
  }

  /** One sentence where a model is not in memory and would not fit if everything else of ours went; null otherwise. */
  notServedBecause(model: string): string | null {
    const load = this.#modules.loads.find(model);
    const reading = this.#modules.hardware.latest();
    if (load === null || reading === null || this.#mover.isSettling()) return null;
    if (load.state !== 'unloaded' && load.state !== 'failed') return null;
    // Asked of every model at each look at the hardware: what fits as it is needs no list of the others.
    if (this.#room.plan(model, reading, []).kind === 'fits') return null;
    const error = this.#room.refusal(model, reading, load.steerable ? this.#othersThan(model) : []);
    return error === null ? null : (refusalSentence(error) ?? error.message);
  }

  /** How long requests for models in memory may pass one for a model that first has to be swapped in, milliseconds. */
  swapPatienceMs(model: string): number {
    const load = this.#modules.loads.find(model);
    const reading = this.#modules.hardware.latest();
    if (load?.steerable !== true || load.state === 'loaded' || load.state === 'unknown' || reading === null) return 0;
    return this.#room.plan(model, reading, []).kind === 'fits' ? 0 : this.#residency.spanMs(model);
  }

  /** Something changed in which models there are, or which of them are in memory. */
  modelsChanged(): void {
    if (!this.#isStarted) return;
    this.#room.touch();
    for (const id of this.#preload) this.#preloadOne(id);
    this.#mover.onLoadsChanged();
  }

  #preloadOne(id: string): void {
    const load = this.#modules.loads.find(id);
    if (load === null || load.state === 'unknown') return;
    this.#preload.delete(id);
    if (!load.steerable || load.state !== 'unloaded') return;
    this.#waiting.wait(id, 'preload', this.#stop.signal).catch((error: unknown) => {
      if (this.#stop.signal.aborted) return;
      const { code } = toExecutorError(error, 'BACKEND_FAILED');
      this.#modules.logger.warn('A model that is to be ready was not loaded', { code });
    });
  }

  /** Nobody is left to help who comes after the end. */
  async #wait(model: string, reason: WaitReason, signal: AbortSignal): Promise<ResourceLease | null> {
    if (this.#stop.signal.aborted) throw notRunning();
    return this.#waiting.wait(model, reason, signal);
  }

  /** Gives the models that are in memory to those who wait for them. */
  #admit(): void {
    for (const { model } of this.#waiting.groups()) {
      if (this.#modules.loads.find(model)?.state !== 'loaded') continue;
      if (this.#mover.isLeaving(model)) continue;
      if (this.#mover.isClosing(model)) {
        this.#waiting.admit(model, () => this.#lease(model), 'load');
        this.#waiting.admit(model, () => this.#lease(model), 'preload');
      } else this.#waiting.admit(model, () => this.#lease(model));
    }
  }

  /** A program that loads by itself is only asked where the model can fit. */
  #judge({ id, state }: ModelLoad): void {
    const reading: HardwareReading | null = this.#modules.hardware.latest();
    if (state !== 'unloaded' || reading === null) return;
    const refusal = this.#room.refusal(id, reading, []);
    if (refusal !== null) throw refusal;
  }

  #lease(model: string): ResourceLease {
    const end = this.#modules.loads.use(model);
    let isOpen = true;
    return {
      release: () => {
        if (isOpen) {
          isOpen = false;
          end();
          this.#mover.kick();
        }
        return { energyJoules: null };
      },
    };
  }

  #othersThan(model: string): readonly ModelLoad[] {
    return this.#modules.loads
      .list()
      .filter(({ id, state, steerable }) => id !== model && steerable && state === 'loaded');
  }

  #planOf(id: string, where: readonly number[] | 'memory' | null): LoadPlan {
    const { models } = this.#modules;
    const { contextLength, parallel } = models.shape(id);
    if (!models.isPlaceable(id)) return { contextLength, parallel, placement: null };
    const gpuDevices = where === 'memory' ? [] : where;
    const { cudaVisibleDevices } = this.#room;
    const placement = { gpuDevices, cudaVisibleDevices, maxGpuMemoryBytes: null, threads: models.threads(id) };
    return { contextLength, parallel, placement };
  }
}
