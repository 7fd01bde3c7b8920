import type { Clock } from '../../foundation/clock.ts';
import { adaptSize } from './batch-size.ts';
import type { BatchingSettings } from './config.ts';
import type { Batch, Group, ModelSlots } from './group.ts';

/** Groups that are remembered while they have no member; peers can only ask for served models. */
const MAX_REMEMBERED = 4096;

/** Limits of one model; null where there is none. */
interface Limits {
  readonly maxConcurrentRequests: number | null;
  readonly maxTokensPerSecond: number | null;
  readonly maxBatchSize: number | null;
  /** What batching aims at. */
  readonly optimalBatchSize: number | null;
}

interface SlotsModules {
  readonly clock: Clock;
  readonly limits: (model: string) => Limits;
  /** A group has room now, or has none any more. */
  readonly onChange: (group: Group) => void;
  /** Time has given a group room. */
  readonly onWake: () => void;
}

/** A completed answer. */
interface SlotUsage {
  readonly outboundTokens: number;
  /** In the backend, milliseconds. */
  readonly durationMs: number;
  /** When it got its slot, monotonic milliseconds. */
  readonly startedAtMs: number;
}

/** Counts what runs of each model and batch, and says whether one more may go. */
export class Slots {
  readonly #modules: SlotsModules;
  readonly #settings: BatchingSettings;
  readonly #models = new Map<string, ModelSlots>();
  readonly #batches = new Map<string, Batch>();
  readonly #groups = new Map<string, Group>();
  readonly #timers = new Map<ModelSlots, () => void>();

  /** @param before - Models of the slots that these ones follow. */
  constructor(modules: SlotsModules, settings: BatchingSettings, before?: ReadonlyMap<string, ModelSlots>) {
    this.#modules = modules;
    this.#settings = settings;
    for (const { model, restingUntilMs } of before?.values() ?? [])
      this.#models.set(model, createModel(model, restingUntilMs));
  }

  /** A request enters: the group that it belongs to. */
  join({ model, temperature }: { readonly model: string; readonly temperature: number | null }): Group {
    const { key, batchKey } = keysOf(model, temperature, this.#settings);
    const group = this.#groups.get(key) ?? this.#create(key, batchKey, model);
    group.members += 1;
    return group;
  }

  /** It has left. */
  part(group: Group): void {
    group.members -= 1;
  }

  /** A request of this group goes to the backend. */
  take(group: Group): void {
    group.batch.running += 1;
    group.batch.wasFull ||= group.batch.running >= group.batch.size;
    group.model.running += 1;
    this.refresh(group);
  }

  /**
   * A request of this group is back.
   *
   * @param used - Of a completed answer; `startedAtMs` is monotonic.
   */
  give(group: Group, used: SlotUsage | null): void {
    group.batch.running -= 1;
    group.model.running -= 1;
    if (used) {
      adaptSize(group.batch, used.durationMs, this.#settings);
      this.#rest(group.model, used);
    }
    this.refresh(group);
  }

  /** Looks again whether there is room for this group and those that share its model or its batch. */
  refresh(group: Group): void {
    for (const sharing of group.model.groups) this.#look(sharing);
    if (group.batch.groups.size > 1) for (const sharing of group.batch.groups) this.#look(sharing);
    this.#wakeLater(group);
  }

  /** Most requests of this group that can run at once where the backend has this many slots. */
  width(group: Group, slots: number): number {
    const { maxConcurrentRequests, maxBatchSize } = this.#modules.limits(group.model.model);
    const aim = this.#aim(group.model.model) ?? slots;
    return Math.min(slots, maxConcurrentRequests ?? slots, maxBatchSize ?? slots, aim, this.#sizeOf(group.batch));
  }

  /** Milliseconds until the limit of model tokens per second lets a request of this group go. */
  restMs(group: Group): number {
    const { model, restingUntilMs } = group.model;
    if (restingUntilMs === 0 || this.#modules.limits(model).maxTokensPerSecond === null) return 0;
    return Math.max(0, restingUntilMs - this.#modules.clock.monotonicMs());
  }

  /** Ends these slots and hands over how long models still rest, for other settings to go on from. */
  close(): ReadonlyMap<string, ModelSlots> {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    return this.#models;
  }

  /**
   * As if each model token had taken its share of a second from the moment that the request went: the next one may go when
   * they are through, so that the average is never above the limit for longer than the answers that run at once.
   */
  #rest(model: ModelSlots, { outboundTokens, startedAtMs }: SlotUsage): void {
    const { maxTokensPerSecond } = this.#modules.limits(model.model);
    if (maxTokensPerSecond === null) return;
    const fromMs = Math.max(model.restingUntilMs, startedAtMs);
    model.restingUntilMs = fromMs + (outboundTokens / maxTokensPerSecond) * 1000;
  }

  #create(key: string, batchKey: string, model: string): Group {
    if (this.#groups.size >= MAX_REMEMBERED) this.#forgetIdle();
    const slots = this.#models.get(model) ?? createModel(model, 0);
    const batch = this.#batches.get(batchKey) ?? createBatch(this.#firstSize(model));
    const group: Group = { key, model: slots, batch, members: 0, hasRoom: true };
    this.#models.set(model, slots);
    this.#batches.set(batchKey, batch);
    this.#groups.set(key, group);
    slots.groups.add(group);
    batch.groups.add(group);
    group.hasRoom = this.#hasRoom(group);
    this.#wakeLater(group);
    return group;
  }

  #look(group: Group): void {
    const hasRoom = this.#hasRoom(group);
    if (hasRoom === group.hasRoom) return;
    group.hasRoom = hasRoom;
    this.#modules.onChange(group);
  }

  #hasRoom(group: Group): boolean {
    const { maxConcurrentRequests, maxBatchSize } = this.#modules.limits(group.model.model);
    const { running } = group.model;
    if (maxConcurrentRequests !== null && running >= maxConcurrentRequests) return false;
    if (maxBatchSize !== null && running >= maxBatchSize) return false;
    const aim = this.#aim(group.model.model);
    if (aim !== null && running >= aim) return false;
    return group.batch.running < this.#sizeOf(group.batch) && this.restMs(group) === 0;
  }

  /** Where the adaptive strategy begins for a model; a batch of several models begins at the most. */
  #firstSize(model: string): number {
    const { strategy, groupByModel, minBatchSize, maxBatchSize } = this.#settings;
    const { optimalBatchSize } = this.#modules.limits(model);
    if (strategy !== 'adaptive' || !groupByModel || optimalBatchSize === null) return maxBatchSize;
    return Math.max(minBatchSize, Math.min(maxBatchSize, optimalBatchSize));
  }

  /** What the fixed strategy does not go above for a model; null for no such aim. */
  #aim(model: string): number | null {
    const { enabled, strategy } = this.#settings;
    return enabled && strategy === 'fixed' ? this.#modules.limits(model).optimalBatchSize : null;
  }

  #sizeOf(batch: Batch): number {
    return this.#settings.enabled ? batch.size : Number.POSITIVE_INFINITY;
  }

  #wakeLater(group: Group): void {
    const waitMs = this.restMs(group);
    if (waitMs === 0 || this.#timers.has(group.model)) return;
    const wake = () => {
      this.#timers.delete(group.model);
      this.refresh(group);
      this.#modules.onWake();
    };
    this.#timers.set(group.model, this.#modules.clock.setTimer(wake, waitMs));
  }

  #forgetIdle(): void {
    for (const group of this.#groups.values()) {
      if (group.members > 0 || this.restMs(group) > 0) continue;
      group.model.groups.delete(group);
      group.batch.groups.delete(group);
      this.#groups.delete(group.key);
      if (group.model.groups.size === 0) this.#models.delete(group.model.model);
    }
    for (const [key, batch] of this.#batches) if (batch.groups.size === 0) this.#batches.delete(key);
  }
}

function createModel(model: string, restingUntilMs: number): ModelSlots {
  return { model, groups: new Set(), running: 0, restingUntilMs };
}

function createBatch(size: number): Batch {
  return { groups: new Set(), running: 0, size, answers: 0, sumMs: 0, wasFull: false };
}

/** Temperatures are told apart to one decimal within what models take, so that nobody can make groups without end. */
function keysOf(model: string, temperature: number | null, settings: BatchingSettings) {
  const { groupByModel, groupByTemperature } = settings;
  const rounded = temperature === null ? '' : Math.min(20, Math.max(0, Math.round(temperature * 10)));
  const warmth = groupByTemperature ? `${rounded} ` : '';
  return { key: `${warmth}${model}`, batchKey: groupByModel ? `${warmth}${model}` : warmth };
}
