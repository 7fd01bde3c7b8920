import type { Clock } from '../../foundation/clock.ts';
import type { BatchingSettings } from './config.ts';
import type { Batch, Group, ModelSlots } from './group.ts';

/** Groups that are remembered while they have no member; peers can only ask for served models. */
const MAX_REMEMBERED = 4096;

/** Limits of one model; null where there is none. */
interface Limits {
  readonly maxConcurrentRequests: number | null;
  readonly maxTokensPerSecond: number | null;
  readonly maxBatchSize: number | null;
}

interface SlotsModules {
  readonly clock: Clock;
  readonly limits: (model: string) => Limits;
  /** A group has room now, or has none any more. */
  readonly onChange: (group: Group) => void;
  /** Time has given a group room. */
  readonly onWake: () => void;
}

/** Counts what runs of each model and batch, and says whether one more may go. */
export class Slots {
  readonly #modules: SlotsModules;
  readonly #settings: BatchingSettings;
  readonly #models = new Map<string, ModelSlots>();
  readonly #batches = new Map<string, Batch>();
  readonly #groups = new Map<string, Group>();
  readonly #timers = new Map<ModelSlots, () => void>();

  constructor(modules: SlotsModules, settings: BatchingSettings) {
    this.#modules = modules;
    this.#settings = settings;
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
    group.model.running += 1;
    this.refresh(group);
  }

  /**
   * A request of this group is back.
   *
   * @param used - Of a completed answer; `startedAtMs` is monotonic.
   */
  give(group: Group, used: { readonly outboundTokens: number; readonly startedAtMs: number } | null): void {
    group.batch.running -= 1;
    group.model.running -= 1;
    const { maxTokensPerSecond } = this.#modules.limits(group.model.model);
    if (used && maxTokensPerSecond !== null) {
      const from = Math.max(group.model.restingUntilMs, used.startedAtMs);
      group.model.restingUntilMs = from + (used.outboundTokens / maxTokensPerSecond) * 1000;
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
    return Math.min(slots, maxConcurrentRequests ?? slots, maxBatchSize ?? slots, this.#sizeOf(group.batch));
  }

  /** Milliseconds until the limit of model tokens per second lets a request of this group go. */
  restMs(group: Group): number {
    return Math.max(0, group.model.restingUntilMs - this.#modules.clock.monotonicMs());
  }

  /** Nothing is woken any more. */
  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #create(key: string, batchKey: string, model: string): Group {
    if (this.#groups.size >= MAX_REMEMBERED) this.#forgetIdle();
    const slots = this.#models.get(model) ?? { model, groups: new Set(), running: 0, restingUntilMs: 0 };
    const batch = this.#batches.get(batchKey) ?? { groups: new Set(), running: 0, size: this.#settings.maxBatchSize };
    const group: Group = { key, model: slots, batch, members: 0, hasRoom: true };
    this.#models.set(model, slots);
    this.#batches.set(batchKey, batch);
    this.#groups.set(key, group);
    slots.groups.add(group);
    batch.groups.add(group);
    group.hasRoom = this.#hasRoom(group);
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
    return group.batch.running < this.#sizeOf(group.batch) && this.restMs(group) === 0;
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
      if (group.members > 0) continue;
      group.model.groups.delete(group);
      group.batch.groups.delete(group);
      this.#groups.delete(group.key);
      if (group.model.groups.size === 0) this.#models.delete(group.model.model);
    }
    for (const [key, batch] of this.#batches) if (batch.groups.size === 0) this.#batches.delete(key);
  }
}

/** Temperatures are told apart to one decimal within what models take, so that nobody can make groups without end. */
function keysOf(model: string, temperature: number | null, settings: BatchingSettings) {
  const { groupByModel, groupByTemperature } = settings;
  const rounded = temperature === null ? '' : Math.min(20, Math.max(0, Math.round(temperature * 10)));
  const warmth = groupByTemperature ? `${rounded} ` : '';
  return { key: `${warmth}${model}`, batchKey: groupByModel ? `${warmth}${model}` : warmth };
}
