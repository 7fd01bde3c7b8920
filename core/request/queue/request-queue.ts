import { ExecutorError } from '../../foundation/errors/index.ts';
import type { Quote } from '../../money/pricing/index.ts';
import { type Group, Slots, Turns } from '../batching/index.ts';
import { Arrivals } from './arrivals.ts';
import { chooseLane, type LaneQuestion } from './choose-lane.ts';
import { Entry } from './entry.ts';
import { expectedWaitMs } from './expected-wait.ts';
import {
  type Lane,
  type LaneView,
  lanes,
  type QueueModules,
  type QueuePlace,
  type QueueSettings,
  type QueueStanding,
  type QueueTicket,
  type QueueUsage,
} from './interface.ts';
import { LaneSet } from './lanes/lane-set.ts';
import { expectedServiceMs, ServiceTimes } from './service-times.ts';

/**
 * Bounded lines of requests before a bounded number of slots. Entering, leaving from anywhere, being next, being boosted
 * and being asked for a position take O(log n).
 */
export class RequestQueue {
  readonly #modules: QueueModules;
  readonly #entries = new Map<string, Entry>();
  readonly #arrivals: Arrivals;
  readonly #services = new ServiceTimes();
  #settings: QueueSettings;
  #slots: Slots;
  #turns: Turns;
  #lanes: LaneSet;
  #inLane: Record<Lane, number> = { high: 0, normal: 0, low: 0 };
  #running = 0;
  /** Expected time in slots of what runs, milliseconds. */
  #runningWorkMs = 0;
  #seq = 0;

  constructor(modules: QueueModules, settings: QueueSettings) {
    this.#modules = modules;
    this.#settings = settings;
    const { clock } = modules;
    const { priority } = settings;
    this.#arrivals = new Arrivals({ clock, onTimeout: (entry) => this.#timeOut(entry) }, priority);
    this.#lanes = new LaneSet(priority);
    this.#slots = this.#createSlots();
    this.#turns = this.#createTurns();
  }

  get runningCount(): number {
    return this.#running;
  }

  get waitingCount(): number {
    return this.#arrivals.size;
  }

  /** Each lane with its length. */
  get lanes(): readonly LaneView[] {
    return lanes.map((lane) => ({ lane, waiting: this.#inLane[lane], limit: this.#limitOf(lane) }));
  }

  /** Most requests in the backend at once. */
  get maxConcurrent(): number {
    return this.#settings.maxConcurrent;
  }

  /** The lane of a request, and the price that it is charged there. */
  chooseLane(question: LaneQuestion): { lane: Lane; quote: Quote } {
    return chooseLane(question, this.#settings.priority);
  }

  /**
   * Takes a slot, or a place in the line.
   *
   * @throws `QUEUE_FULL` when its lane has its full length; `QUEUE_TOO_SLOW` when the expected wait passes the deadline or
   * `timeout_ms`.
   */
  enter(ticket: QueueTicket): QueuePlace {
    const entry = this.#createEntry(ticket);
    this.#lanes.notePrice(entry, this.#arrivals);
    try {
      if (this.#running < this.#settings.maxConcurrent && entry.group.hasRoom) this.#start(entry);
      else this.#line(entry);
    } catch (error) {
      this.#slots.part(entry.group);
      throw error;
    }
    this.#entries.set(ticket.id, entry);
    const leave = (used?: QueueUsage) => this.#leave(entry, used);
    return { turn: (signal) => entry.turn(signal, leave), leave };
  }

  /** 1 is next; null for what does not wait, or is held. In order: a model that is loaded may be served sooner. */
  position(id: string): number | null {
    const entry = this.#entries.get(id);
    return entry?.state === 'waiting' ? this.#lanes.before(entry).count + 1 : null;
  }

  /** Milliseconds; null for what does not wait, is held, or cannot be estimated yet. */
  expectedWaitMs(id: string): number | null {
    const entry = this.#entries.get(id);
    return entry?.state === 'waiting' ? this.#estimate(entry) : null;
  }

  /** How a request stands in the line; null when it does not wait. */
  standing(id: string): QueueStanding | null {
    const entry = this.#entries.get(id);
    if (entry?.state !== 'waiting' && entry?.state !== 'held') return null;
    const { lane } = entry;
    if (entry.state === 'held') return { lane, position: null, expectedWaitMs: null, held: true };
    return { lane, position: this.position(id), expectedWaitMs: this.expectedWaitMs(id), held: false };
  }

  /** Puts a waiting request before all lanes, behind those put there before. @throws `CONTROL_NOT_FOUND` */
  boost(id: string): void {
    const entry = this.#waiting(id);
    entry.state = 'waiting';
    this.#lanes.boost(entry);
    this.#dispatch();
  }

  /**
   * Lets a request wait until it is released or boosted; it keeps its place. Its deadline and `timeout_ms` go on.
   * @throws `CONTROL_NOT_FOUND`
   */
  hold(id: string): void {
    const entry = this.#waiting(id);
    entry.state = 'held';
    entry.line?.remove(entry);
  }

  /** Ends a hold. @throws `CONTROL_NOT_FOUND` */
  release(id: string): void {
    const entry = this.#waiting(id);
    if (entry.state !== 'held') return;
    entry.state = 'waiting';
    entry.line?.insert(entry);
    this.#dispatch();
  }

  /**
   * Goes on with these settings, and looks at the limits of the models again. Nothing that waits or runs is dropped: lanes
   * that are longer than their new limit shrink by themselves, and `timeout_ms` counts from arrival.
   */
  configure(change: Partial<QueueSettings>): void {
    const settings = { ...this.#settings, ...change };
    this.#settings = settings;
    const models = this.#slots.close();
    this.#slots = this.#createSlots(models);
    this.#turns = this.#createTurns();
    this.#lanes = new LaneSet(settings.priority);
    this.#inLane = { high: 0, normal: 0, low: 0 };
    for (const entry of this.#entries.values()) {
      entry.group = this.#slots.join(entry.ticket);
      if (entry.state === 'running') this.#slots.take(entry.group);
      else this.#slots.refresh(entry.group);
    }
    for (const entry of this.#entries.values()) this.#lanes.notePrice(entry, []);
    for (const entry of this.#arrivals) this.#replace(entry);
    this.#arrivals.configure(settings.priority);
    this.#dispatch();
  }

  #createSlots(before?: ReturnType<Slots['close']>): Slots {
    return new Slots(
      {
        clock: this.#modules.clock,
        limits: (model) => this.#modules.models.limits(model),
        onChange: (group: Group) => this.#lanes.groupChanged(group),
        onWake: () => this.#dispatch(),
      },
      this.#settings.batching,
      before,
    );
  }

  #createTurns(): Turns {
    const { clock, models } = this.#modules;
    const isLoaded = (model: string) => models.isLoaded(model);
    const swapPatienceMs = (model: string) => models.swapPatienceMs?.(model) ?? 0;
    return new Turns({ clock, isLoaded, swapPatienceMs }, this.#settings.batching);
  }

  #createEntry(ticket: QueueTicket): Entry {
    this.#seq += 1;
    return new Entry({
      ticket,
      seq: this.#seq,
      group: this.#slots.join(ticket),
      enteredAtMs: this.#modules.clock.monotonicMs(),
      serviceMs: this.#serviceMs(ticket),
      lane: this.#laneOf(ticket),
    });
  }

  /** Of requests that were timed here, or what is said of the model; 0 for neither. */
  #serviceMs({ model, maxOutboundTokens }: QueueTicket): number {
    const timed = this.#services.of(model);
    return timed ?? expectedServiceMs(this.#modules.models.performance(model), maxOutboundTokens) ?? 0;
  }

  /** Gives it a place in its lane. */
  #line(entry: Entry): void {
    const { lane } = entry;
    const limit = this.#limitOf(lane);
    const waiting = this.#inLane[lane];
    if (waiting >= limit) throw new ExecutorError('QUEUE_FULL', { lane, waiting, limit });
    this.#lanes.insert(entry, lane);
    const waitMs = this.#estimate(entry);
    const leftMs = Math.min(entry.ticket.deadlineMs - this.#modules.clock.nowMs(), this.#settings.priority.timeoutMs);
    if (waitMs !== null && waitMs > leftMs) {
      this.#lanes.remove(entry, false);
      throw new ExecutorError('QUEUE_TOO_SLOW', { expectedWaitMs: Math.round(waitMs), leftMs: Math.round(leftMs) });
    }
    this.#inLane[lane] += 1;
    this.#arrivals.add(entry);
  }

  /** Puts a waiting request into its place under new settings; those that the operator boosted come first again. */
  #replace(entry: Entry): void {
    const lane = this.#laneOf(entry.ticket);
    this.#inLane[lane] += 1;
    this.#lanes.insert(entry, lane);
    if (entry.boosted) this.#lanes.boost(entry);
    if (entry.state === 'held') entry.line?.remove(entry);
  }

  #estimate(entry: Entry): number | null {
    const ahead = this.#lanes.before(entry);
    return expectedWaitMs({
      entry,
      ahead,
      slots: this.#settings.maxConcurrent,
      width: this.#slots.width(entry.group, this.#settings.maxConcurrent),
      restMs: this.#slots.restMs(entry.group),
      runningWorkMs: this.#runningWorkMs,
      measured: this.#services.isMeasured || this.#runningWorkMs > 0 || ahead.workMs > 0,
    });
  }

  /** Fills the free slots. */
  #dispatch(): void {
    while (this.#running < this.#settings.maxConcurrent) {
      const first = this.#lanes.first();
      if (!first) return;
      const next = first.boosted ? first : this.#turns.choose(first, (group) => this.#lanes.firstOf(group));
      this.#lanes.remove(next, true);
      this.#unline(next);
      this.#start(next);
    }
  }

  #start(entry: Entry): void {
    this.#running += 1;
    this.#runningWorkMs += entry.serviceMs;
    this.#slots.take(entry.group);
    this.#turns.onRelease(entry.group, this.#arrivals.oldest?.seq ?? this.#seq);
    entry.start(this.#modules.clock.monotonicMs());
  }

  /** It waits no longer. */
  #unline(entry: Entry): void {
    this.#arrivals.remove(entry);
    this.#inLane[entry.lane] -= 1;
  }

  #leave(entry: Entry, used?: QueueUsage): void {
    const { state, group } = entry;
    if (state === 'gone') return;
    entry.state = 'gone';
    this.#entries.delete(entry.ticket.id);
    if (state === 'running') this.#giveBack(entry, used);
    else this.#drop(entry);
    this.#slots.part(group);
    this.#dispatch();
  }

  #giveBack(entry: Entry, used?: QueueUsage): void {
    this.#running -= 1;
    this.#runningWorkMs -= entry.serviceMs;
    const { startedAtMs, ticket } = entry;
    if (used) this.#services.add(ticket.model, this.#modules.clock.monotonicMs() - startedAtMs);
    this.#slots.give(
      entry.group,
      used ? { outboundTokens: used.outboundTokens, durationMs: used.durationMs, startedAtMs } : null,
    );
  }

  #drop(entry: Entry): void {
    this.#lanes.remove(entry, false);
    this.#unline(entry);
  }

  #timeOut(entry: Entry): void {
    const waitedMs = Math.round(this.#modules.clock.monotonicMs() - entry.enteredAtMs);
    this.#drop(entry);
    this.#entries.delete(entry.ticket.id);
    this.#slots.part(entry.group);
    entry.fail(new ExecutorError('QUEUE_WAIT_TIMEOUT', { waitedMs }));
  }

  #waiting(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry?.state !== 'waiting' && entry?.state !== 'held') throw new ExecutorError('CONTROL_NOT_FOUND', { id });
    return entry;
  }

  #laneOf({ lane }: QueueTicket): Lane {
    return this.#settings.priority.enabled ? lane : 'normal';
  }

  #limitOf(lane: Lane): number {
    const { priority, maxWaiting } = this.#settings;
    if (priority.enabled) return priority.laneSizes[lane];
    return lane === 'normal' ? maxWaiting : 0;
  }
}
