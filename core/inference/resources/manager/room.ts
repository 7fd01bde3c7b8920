import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { ModelLoad } from '../../models/loads/interface.ts';
import { heldBy, needOf } from '../budgets/need.ts';
import { planRoom, type RoomPlan } from '../budgets/plan-room.ts';
import { type Holding, type Pools, poolsOf, type Where } from '../budgets/pools.ts';
import type { Shortage } from '../budgets/sentences.ts';
import type { HardwareReading } from '../interface.ts';
import { type Place, placesFor } from '../placement/places.ts';
import type { ResourceModules, ResourceSettings } from './interface.ts';

const inMemory: ReadonlySet<ModelLoad['state']> = new Set(['loading', 'loaded', 'unloading']);

/** What is in memory, what each model needs, and what would have to go. */
export class Room {
  readonly #modules: Pick<ResourceModules, 'loads' | 'models'>;
  /** Where we put models; those that their program placed by itself are in none. */
  readonly #placed = new Map<string, Where>();
  #settings: ResourceSettings;
  #turn = 0;
  /** What is in memory, as long as nothing changed. */
  #last: { readonly reading: HardwareReading; readonly holdings: readonly Holding[]; readonly pools: Pools } | null =
    null;

  constructor(modules: Pick<ResourceModules, 'loads' | 'models'>, settings: ResourceSettings) {
    this.#modules = modules;
    this.#settings = settings;
  }

  configure(settings: ResourceSettings): void {
    this.#settings = settings;
    this.#last = null;
  }

  /** The owner's own `CUDA_VISIBLE_DEVICES`; null for none. */
  get cudaVisibleDevices(): string | null {
    return this.#settings.allocation.cudaVisibleDevices;
  }

  /** Memory that a model needs, bytes; null when nobody knows. */
  need(model: string): number | null {
    const facts = this.#modules.models.facts(model);
    return facts === null ? null : needOf(facts, this.#settings.budget);
  }

  /** What a model holds, or nobody knows. */
  heldBytes(model: string): number | null {
    const facts = this.#modules.models.facts(model);
    return facts === null ? null : heldBy(facts, this.#settings.budget);
  }

  /**
   * What has to go before a model can be loaded.
   *
   * @param victims - Models that may go, those that go first at the front.
   */
  plan(model: string, reading: HardwareReading, victims: readonly ModelLoad[]): RoomPlan {
    const { pools, holdings, places } = this.#look(model, reading);
    const order = victims.flatMap(({ id }) => holdings.find((holding) => holding.model === id) ?? []);
    return planRoom({ needBytes: this.need(model), places, pools, victims: order });
  }

  /** Why a model cannot be loaded, also when all of `victims` have gone. */
  refusal(model: string, reading: HardwareReading, victims: readonly ModelLoad[]): ExecutorError | null {
    const { places } = this.#look(model, reading);
    if (places.length === 0) return new ExecutorError('RESOURCE_GPU_REQUIRED', { model });
    const plan = this.plan(model, reading, victims);
    if (plan.kind !== 'never') return null;
    const shortage: Shortage = {
      model,
      needsBytes: this.need(model) ?? 0,
      freeBytes: Math.round(plan.freeBytes),
      missingBytes: Math.round(plan.missingBytes),
      wouldFree: victims.map(({ id }) => ({ model: id, bytes: this.heldBytes(id) })),
    };
    return new ExecutorError('RESOURCE_MODEL_TOO_LARGE', {
      ...shortage,
      wouldFree: shortage.wouldFree.map((one) => ({ ...one })),
    });
  }

  /**
   * Models that may go, those that go first at the front: idle ones before others, those that we loaded before those that
   * somebody else did, and then by the owner's policy.
   */
  inOrder(models: readonly ModelLoad[]): readonly ModelLoad[] {
    const isLargest = this.#settings.budget.evictionPolicy === 'largest_first';
    const size = ({ id }: ModelLoad) => this.heldBytes(id) ?? 0;
    const used = ({ lastUsedAtMs }: ModelLoad) => lastUsedAtMs ?? 0;
    return [...models].sort(
      (a, b) =>
        Number(a.inUse > 0) - Number(b.inUse > 0) ||
        Number(b.ours) - Number(a.ours) ||
        (isLargest ? size(b) - size(a) : 0) ||
        used(a) - used(b),
    );
  }

  /** Something changed in what is in memory. */
  touch(): void {
    this.#last = null;
  }

  /** A model was put there. */
  note(model: string, place: Place): void {
    this.#placed.set(model, place.where);
    this.#turn += 1;
    this.#last = null;
  }

  /** Idle models that have to go because all of them together are kept above what the owner allows; best first. */
  surplus(idle: readonly ModelLoad[], reading: HardwareReading | null): readonly ModelLoad[] {
    const { maxModelCacheBytes, minFreeMemoryBytes } = this.#settings.budget;
    const order = this.inOrder(idle);
    const kept = order.reduce((sum, { id }) => sum + (this.heldBytes(id) ?? 0), 0);
    if (maxModelCacheBytes !== null && kept > maxModelCacheBytes) return order;
    if (reading === null || reading.memory.availableBytes >= minFreeMemoryBytes) return [];
    return order.filter(({ id }) => this.#whereOf(id, reading) === 'memory');
  }

  #look(model: string, reading: HardwareReading) {
    const { budget, allocation } = this.#settings;
    if (this.#last?.reading !== reading) {
      const inMemoryNow = this.#holdings(reading);
      this.#last = { reading, holdings: inMemoryNow, pools: poolsOf(reading, inMemoryNow, { budget, allocation }) };
    }
    const { holdings, pools } = this.#last;
    const { models } = this.#modules;
    const memory = Object.hasOwn(budget.perModel, model) ? (budget.perModel[model] ?? null) : null;
    const placeable = models.isPlaceable(model);
    const places = placesFor({ model, pools, reading, allocation, memory, placeable, turn: this.#turn });
    return { pools, holdings, places };
  }

  #holdings(reading: HardwareReading): readonly Holding[] {
    return this.#modules.loads
      .list()
      .filter(({ state }) => inMemory.has(state))
      .map(({ id }) => ({ model: id, bytes: this.heldBytes(id), where: this.#whereOf(id, reading) }));
  }

  #whereOf(model: string, reading: HardwareReading): Where {
    const known = reading.gpus.filter(({ memoryUsedBytes }) => memoryUsedBytes !== null).map(({ index }) => index);
    return this.#placed.get(model) ?? (known.length > 0 ? known : 'memory');
  }
}
