import { ExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { LoadPlan, ModelLoad } from '../../models/loads/interface.ts';
import type { Where } from '../budgets/pools.ts';
import type { HardwareReading } from '../interface.ts';
import type { Place } from '../placement/places.ts';
import type { OutOfMemoryHandler, ResourceModules } from './interface.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import { Relief } from './relief.ts';
import type { Residency } from './residency.ts';
import { Rests } from './rests.ts';
import type { Room } from './room.ts';
import type { WaitingGroup, WaitingList } from './waiting.ts';

/** How long drivers may take to give back the memory of a model that has gone, milliseconds. */
const SETTLE_MS = 5000;
/** Between two looks meanwhile. */
const LOOK_AGAIN_MS = 250;

interface MoverParts {
  readonly room: Room;
  readonly residency: Residency;
  readonly waiting: WaitingList;
  /** Gives models that are in memory to those who wait for them. */
  admit(): void;
  planOf(model: string, where: Where | null): LoadPlan;
}

/** Loads and unloads, one change at a time, for whoever waits longest. */
export class Mover {
  readonly #modules: ResourceModules;
  readonly #parts: MoverParts;
  /** Models that are being unloaded by us; nobody gets them any more. */
  readonly #leaving = new Set<string>();
  /** By the model that waits: those in memory that have to make room for it. */
  readonly #wanted = new Map<string, ReadonlySet<string>>();
  /** Models whose loading failed, with what it failed with. */
  readonly #failures: Rests<unknown>;
  /** Models whose unloading failed. */
  readonly #stuck: Rests<null>;
  readonly #stop = new AbortController();
  readonly #relief: Relief;
  #known: ReadonlySet<string> = new Set();
  #lastGoneMs = Number.NEGATIVE_INFINITY;
  #cancelTimer = () => {};
  /** When it looks again by itself. */
  #timerMs = Number.POSITIVE_INFINITY;
  #running: Promise<void> | null = null;
  #again = false;
  /** Whether we changed what is in memory since the last look. */
  #isStale = false;

  constructor(modules: ResourceModules, parts: MoverParts) {
    this.#modules = modules;
    this.#parts = parts;
    this.#failures = new Rests(modules.clock);
    this.#stuck = new Rests(modules.clock);
    this.#relief = new Relief(modules, {
      idle: () => this.#idle(),
      unload: (load) => this.#unload(load),
      signal: this.#stop.signal,
    });
  }

  set onOutOfMemory(handler: OutOfMemoryHandler | null) {
    this.#relief.handler = handler;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelTimer();
    await this.#running;
  }

  /** True while a model gets no further requests, because others have waited long enough for its memory. */
  isClosing(model: string): boolean {
    if (this.#leaving.has(model)) return true;
    const isWanted = [...this.#wanted.values()].some((victims) => victims.has(model));
    return isWanted && this.#parts.residency.leftMs(model) === 0;
  }

  /** True while we unload it. */
  isLeaving(model: string): boolean {
    return this.#leaving.has(model);
  }

  /** @throws What the last load of it failed with, for a short time. */
  throwRecent(model: string): void {
    const failure = this.#failures.find(model);
    if (failure !== null) throw failure.reason;
  }

  forgetFailure(model: string): void {
    this.#failures.end(model);
  }

  /** Something changed in what is in memory. */
  onLoadsChanged(): void {
    const known = new Set(this.#inMemory().map(({ id }) => id));
    const changed = known.size !== this.#known.size || [...known].some((id) => !this.#known.has(id));
    if ([...this.#known].some((id) => !known.has(id))) this.#lastGoneMs = this.#modules.clock.monotonicMs();
    this.#known = known;
    this.#isStale ||= changed;
    this.kick();
  }

  /** The hardware was looked at; by ourselves, where something is under way. */
  onReading(): void {
    if (this.#running === null) this.kick();
  }

  /** Looks again at who waits. */
  kick(): void {
    if (this.#stop.signal.aborted) return;
    this.#parts.admit();
    this.#again = true;
    this.#running ??= this.#run();
  }

  /** Unloads everything that nobody uses, but for one model, and calls the owner's handler. Never rejects. */
  relieve(except: string | null): Promise<void> {
    return this.#relief.give(except);
  }

  async #run(): Promise<void> {
    await null;
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        if (await this.#step()) this.#again = true;
      } catch (error) {
        this.#modules.logger.error('Models could not be moved', {}, error);
      }
      this.#parts.admit();
    }
    // Here and not in a promise behind it: nobody who kicks meanwhile may be missed.
    this.#running = null;
  }

  /** One change, for the one who waits longest and can be helped. False when there is nothing to do now. */
  async #step(): Promise<boolean> {
    const { waiting, room } = this.#parts;
    const { loads, hardware } = this.#modules;
    this.#cancelTimer();
    this.#timerMs = Number.POSITIVE_INFINITY;
    const groups = waiting.groups().filter(({ model }) => !isOnItsWay(loads.find(model)?.state));
    for (const model of this.#wanted.keys())
      if (!groups.some((group) => group.model === model)) this.#wanted.delete(model);
    if (groups.length === 0) return this.#trim();
    // A look that was under way may have begun before our last change.
    if (this.#isStale) await hardware.refresh();
    this.#isStale = false;
    const reading = await hardware.refresh();
    let mayPass = true;
    for (const group of groups) {
      if (group.waiters.size === 0) continue;
      if (loads.find(group.model)?.state === 'loading') {
        await this.#load(group, null);
        return true;
      }
      const plan = room.plan(group.model, reading, []);
      if (plan.kind === 'fits' && mayPass) {
        this.#wanted.delete(group.model);
        await this.#load(group, plan.place);
        return true;
      }
      if (!mayPass) continue;
      if (this.isSettling()) return this.#later(LOOK_AGAIN_MS);
      const outcome = await this.#makeRoom(group, reading);
      if (outcome === 'changed') return true;
      mayPass = outcome === 'resting';
    }
    return false;
  }

  /** Evicts what may go now; else notes whom it waits for. `resting`: nobody who came later delays it by going first. */
  async #makeRoom(group: WaitingGroup, reading: HardwareReading): Promise<'changed' | 'resting' | 'waiting'> {
    const { room, residency, waiting } = this.#parts;
    const { model } = group;
    const others = this.#inMemory().filter(({ id }) => id !== model && !this.#isStuck(id));
    const ready = group.isPreload ? [] : others.filter((load) => load.inUse === 0 && residency.leftIdleMs(load) === 0);
    const plan = room.plan(model, reading, room.inOrder(ready));
    if (plan.kind === 'evict') {
      await this.#evict(plan.victims.map((victim) => victim.model));
      return 'changed';
    }
    const refusal = room.refusal(model, reading, group.isPreload ? [] : room.inOrder(others));
    if (refusal !== null) {
      waiting.fail(model, refusal);
      return 'changed';
    }
    const wanted = room.plan(model, reading, room.inOrder(others));
    if (wanted.kind !== 'evict') return 'waiting';
    const victims = new Set(wanted.victims.map((victim) => victim.model));
    this.#wanted.set(model, victims);
    const busy = others.filter(({ id }) => victims.has(id));
    const lefts = busy.map((load) => (load.inUse === 0 ? residency.leftIdleMs(load) : residency.leftMs(load.id)));
    const soonest = lefts.filter((leftMs) => leftMs > 0);
    if (soonest.length > 0) this.#later(Math.min(...soonest));
    return soonest.length > 0 ? 'resting' : 'waiting';
  }

  async #load(group: WaitingGroup, place: Place | null): Promise<void> {
    const { waiting, residency, room, planOf } = this.#parts;
    const { loads, clock } = this.#modules;
    const { model } = group;
    const signal = AbortSignal.any([group.abort.signal, this.#stop.signal]);
    const plan = planOf(model, place?.where ?? null);
    const startedAtMs = clock.monotonicMs();
    waiting.loading = model;
    try {
      await loads.load(model, plan, { signal }).catch(async (error: unknown) => {
        if (signal.aborted || !isOutOfMemory(error)) throw error;
        await this.relieve(model);
        await loads.load(model, plan, { signal }).catch((second: unknown) => {
          throw isOutOfMemory(second)
            ? new ExecutorError('RESOURCE_OUT_OF_MEMORY', { model }, { cause: second })
            : second;
        });
      });
      residency.note(model, clock.monotonicMs() - startedAtMs);
      if (place !== null) room.note(model, place);
      this.#lastGoneMs = Number.NEGATIVE_INFINITY;
    } catch (error) {
      if (!signal.aborted) this.#noteFailure(model, error);
    } finally {
      waiting.loading = null;
    }
  }

  #noteFailure(model: string, thrown: unknown): void {
    const error = toExecutorError(thrown, 'BACKEND_FAILED');
    // Who called it off wants it gone now, not refused later.
    if (error.code !== 'BACKEND_ABORTED') this.#failures.begin(model, error);
    this.#modules.logger.warn('A model could not be loaded', { code: error.code });
    this.#parts.waiting.fail(model, error);
  }

  async #evict(models: readonly string[]): Promise<void> {
    for (const id of models) {
      const load = this.#modules.loads.find(id);
      if (load !== null && load.inUse === 0) await this.#unload(load);
    }
  }

  async #unload({ id }: ModelLoad): Promise<void> {
    const { loads, clock, logger } = this.#modules;
    this.#leaving.add(id);
    try {
      await loads.unload(id, { signal: this.#stop.signal });
      this.#lastGoneMs = clock.monotonicMs();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#stuck.begin(id, null);
      logger.warn('A model could not be unloaded', { code: toExecutorError(error, 'BACKEND_FAILED').code });
    } finally {
      this.#leaving.delete(id);
    }
  }

  /** Lets one model go where more are kept than the owner allows. */
  async #trim(): Promise<boolean> {
    const [first] = this.#parts.room.surplus(this.#idle(), this.#modules.hardware.latest());
    if (first === undefined || this.isSettling()) return false;
    await this.#unload(first);
    return true;
  }

  #idle(): readonly ModelLoad[] {
    return this.#parts.room.inOrder(this.#inMemory().filter(({ id, inUse }) => inUse === 0 && !this.#isStuck(id)));
  }

  #inMemory(): readonly ModelLoad[] {
    return this.#modules.loads.list().filter(({ state, steerable }) => state === 'loaded' && steerable);
  }

  #isStuck(model: string): boolean {
    return this.#stuck.find(model) !== null;
  }

  /** True for as long as memory may still be on its way back. */
  isSettling(): boolean {
    if (this.#modules.loads.list().some(({ state }) => state === 'unloading')) return true;
    return this.#modules.clock.monotonicMs() - this.#lastGoneMs < SETTLE_MS;
  }

  /** Looks again by itself, unless it does so sooner already. */
  #later(afterMs: number): false {
    const { clock } = this.#modules;
    const dueMs = clock.monotonicMs() + afterMs;
    if (dueMs >= this.#timerMs) return false;
    this.#cancelTimer();
    this.#timerMs = dueMs;
    this.#cancelTimer = clock.setTimer(() => this.kick(), afterMs);
    return false;
  }
}

/** Those who wait for it only have to wait on. */
function isOnItsWay(state: ModelLoad['state'] | undefined): boolean {
  return state === 'loaded' || state === 'unloading';
}
