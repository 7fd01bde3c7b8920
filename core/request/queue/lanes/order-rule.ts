import type { PrioritySettings, QueueStrategy } from '../config.ts';
import type { Entry } from '../entry.ts';

/** The order of one lane. A request's key is found once, when it enters, so that the order is kept without sorting. */
export interface OrderRule {
  /** Lower is sooner; equal keys go by arrival. */
  keyOf(entry: Entry): number;
  /** It left the line, for a slot or for good. */
  onLeft(entry: Entry, granted: boolean): void;
}

/** The highest price charged so far, which all lanes measure prices by. */
export class PriceScale {
  #highestWei = 1n;

  /** True when it is a new highest one: keys that were made before do not fit it. */
  raise(priceWei: bigint): boolean {
    if (priceWei <= this.#highestWei) return false;
    this.#highestWei = priceWei;
    return true;
  }

  /** From 0 to 1. */
  shareOf(priceWei: bigint): number {
    return Number((priceWei * 10_000n) / this.#highestWei) / 10_000;
  }
}

/** Wei for one inbound and one outbound model token. */
export function priceOf({ ticket }: Entry): bigint {
  return ticket.quote.inboundPriceWei + ticket.quote.outboundPriceWei;
}

/** Makes the rule of a strategy; each lane has its own. */
export const orderRules: Readonly<Record<QueueStrategy, (settings: PrioritySettings, scale: PriceScale) => OrderRule>> =
  {
    fifo: () => ({ keyOf: () => 0, onLeft: () => {} }),
    price_weighted: (settings, scale) => new PriceRule(settings, scale),
    fair: () => new FairRule(),
  };

/**
 * Price × its weight + age × its weight, highest first. Everybody ages alike, so a price is worth a head start in
 * milliseconds and the order never changes while requests wait. The highest price charged so far counts one, and so does
 * every `aging_ms`; the longest head start is `price_weight` / `age_weight` × `aging_ms`.
 */
class PriceRule implements OrderRule {
  readonly #longestHeadStartMs: number;
  readonly #scale: PriceScale;

  constructor({ priceWeight, ageWeight, agingMs }: PrioritySettings, scale: PriceScale) {
    this.#longestHeadStartMs = (priceWeight / ageWeight) * agingMs;
    this.#scale = scale;
  }

  keyOf(entry: Entry): number {
    return entry.enteredAtMs - this.#scale.shareOf(priceOf(entry)) * this.#longestHeadStartMs;
  }

  onLeft(): void {}
}

interface FairClient {
  lastRound: number;
  waiting: number;
}

/**
 * One request of each client in turn. Each waiting request belongs to a round: the next one of the lane, or the one after
 * its client's last. A round has at most one request of a client, and a round that is being served gets no new ones.
 */
class FairRule implements OrderRule {
  readonly #clients = new Map<string, FairClient>();
  #round = 0;

  keyOf({ ticket }: Entry): number {
    const client = this.#clients.get(ticket.clientAddress) ?? { lastRound: 0, waiting: 0 };
    this.#clients.set(ticket.clientAddress, client);
    client.lastRound = Math.max(client.lastRound, this.#round) + 1;
    client.waiting += 1;
    return client.lastRound;
  }

  onLeft({ ticket, key }: Entry, granted: boolean): void {
    if (granted) this.#round = Math.max(this.#round, key);
    const client = this.#clients.get(ticket.clientAddress);
    if (!client) return;
    client.waiting -= 1;
    if (client.waiting === 0) this.#clients.delete(ticket.clientAddress);
  }
}
