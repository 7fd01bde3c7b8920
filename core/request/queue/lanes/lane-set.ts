import type { Group } from '../../batching/index.ts';
import type { PrioritySettings } from '../config.ts';
import type { Entry } from '../entry.ts';
import { type Lane, lanes } from '../interface.ts';
import { LaneLine } from './lane-line.ts';
import { type OrderRule, orderRules, PriceScale, priceOf } from './order-rule.ts';

/** Of ten slots while everybody waits, six go to the high lane, three to the normal one, one to the low one. */
export const laneShares: Readonly<Record<Lane, number>> = { high: 6, normal: 3, low: 1 };
/** Divisible by every share, so that turns are whole numbers. */
const TURN = 6;

interface LaneTurn {
  readonly line: LaneLine;
  readonly rule: OrderRule;
  /** Grows by `step` with each slot that the lane gets; the lane with the lowest number is next. */
  turn: number;
  readonly step: number;
}

/** The lanes and the requests that the operator put before them. Everything takes O(log n). */
export class LaneSet {
  readonly #boosted = new LaneLine();
  readonly #lanes: Readonly<Record<Lane, LaneTurn>>;
  readonly #scale = new PriceScale();
  #turn = 0;
  #boosts = 0;
  readonly #strategy: PrioritySettings['strategy'];

  constructor(settings: PrioritySettings) {
    this.#strategy = settings.strategy;
    const create = (lane: Lane): LaneTurn => ({
      line: new LaneLine(),
      rule: orderRules[settings.strategy](settings, this.#scale),
      turn: 0,
      step: TURN / laneShares[lane],
    });
    this.#lanes = { high: create('high'), normal: create('normal'), low: create('low') };
  }

  lineOf(lane: Lane): LaneLine {
    return this.#lanes[lane].line;
  }

  /**
   * A request with this price has come. A new highest price, which only the owner's prices can make, shifts the places of
   * those that wait: they are the one thing that is gone through.
   */
  notePrice(entry: Entry, waiting: Iterable<Entry>): void {
    if (!this.#scale.raise(priceOf(entry)) || this.#strategy !== 'price_weighted') return;
    for (const other of waiting) {
      if (other.line === null || other.line === this.#boosted) continue;
      const inLine = other.inLine !== null;
      other.line.remove(other);
      other.key = this.#lanes[other.lane].rule.keyOf(other);
      if (inLine) other.line.insert(other);
    }
  }

  /** Puts a new request into its place. */
  insert(entry: Entry, lane: Lane): void {
    const { line, rule } = this.#lanes[lane];
    entry.line = line;
    entry.key = rule.keyOf(entry);
    entry.lane = lane;
    line.insert(entry);
  }

  /** Puts a request before all lanes, behind those that were put there before. */
  boost(entry: Entry): void {
    if (entry.line === this.#boosted) {
      if (!entry.inLine) this.#boosted.insert(entry);
      return;
    }
    entry.line?.remove(entry);
    this.#lanes[entry.lane].rule.onLeft(entry, false);
    entry.line = this.#boosted;
    entry.boosted = true;
    this.#boosts += 1;
    entry.key = this.#boosts;
    this.#boosted.insert(entry);
  }

  /** Takes a request out, for a slot or for good. */
  remove(entry: Entry, granted: boolean): void {
    const ordered = entry.line !== null && entry.line !== this.#boosted;
    const next = granted && ordered ? this.#next() : null;
    entry.line?.remove(entry);
    if (!ordered) return;
    const own = this.#lanes[entry.lane];
    own.rule.onLeft(entry, granted);
    if (!granted) return;
    if (next) this.#turn = this.#turnOf(next);
    own.turn = this.#turnOf(own) + own.step;
  }

  /** The request whose turn it is; null when none can go. */
  first(): Entry | null {
    return this.#boosted.first() ?? this.#next()?.line.first() ?? null;
  }

  /** The first request of a group, in the lane that is soonest. */
  firstOf(group: Group): Entry | null {
    const boosted = this.#boosted.firstOf(group);
    if (boosted) return boosted;
    let best: LaneTurn | null = null;
    for (const lane of lanes) {
      const candidate = this.#lanes[lane];
      if (candidate.line.firstOf(group) && (!best || this.#turnOf(candidate) < this.#turnOf(best))) best = candidate;
    }
    return best?.line.firstOf(group) ?? null;
  }

  groupChanged(group: Group): void {
    this.#boosted.groupChanged(group);
    for (const lane of lanes) this.#lanes[lane].line.groupChanged(group);
  }

  /** How many go before it when everything goes in order, and their expected time in slots, milliseconds. */
  before(entry: Entry): { count: number; workMs: number } {
    let count = entry.line?.countBefore(entry) ?? 0;
    let workMs = entry.line?.workBefore(entry) ?? 0;
    if (entry.line === this.#boosted) return { count, workMs };
    const own = this.#lanes[entry.lane];
    const turn = this.#turnOf(own) + count * own.step;
    for (const [index, lane] of lanes.entries()) {
      const other = this.#lanes[lane];
      if (other === own) continue;
      // A lane that comes first in the list also wins where the turns are equal.
      const steps = (turn - this.#turnOf(other)) / other.step;
      const turns = index < lanes.indexOf(entry.lane) ? Math.floor(steps) + 1 : Math.ceil(steps);
      const sooner = Math.min(other.line.size, Math.max(0, turns));
      count += sooner;
      workMs += other.line.workOfFirst(sooner);
    }
    return { count: count + this.#boosted.size, workMs: workMs + this.#boosted.workOfFirst(this.#boosted.size) };
  }

  #next(): LaneTurn | null {
    let best: LaneTurn | null = null;
    for (const lane of lanes) {
      const candidate = this.#lanes[lane];
      if (candidate.line.first() && (!best || this.#turnOf(candidate) < this.#turnOf(best))) best = candidate;
    }
    return best;
  }

  /** A lane that had nobody waiting saves no turns up. */
  #turnOf(lane: LaneTurn): number {
    return Math.max(lane.turn, this.#turn);
  }
}
