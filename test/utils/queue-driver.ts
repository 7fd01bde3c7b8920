import type { RequestQueue } from '../../core/request/index.ts';
import type { QueuePlace, QueueTicket, QueueUsage } from '../../core/request/queue/index.ts';
import { buildTicket } from './queue.ts';

/** Lets requests pass a queue and notes in which order they get their slots. */
export interface QueueDriver {
  /** Requests that got a slot, first one first. */
  readonly started: readonly string[];
  /** Why a request never got one. */
  readonly refused: ReadonlyMap<string, unknown>;
  enter(id: string, change?: Partial<QueueTicket>): Promise<QueuePlace>;
  /** The client of a waiting request leaves. */
  abandon(id: string): Promise<void>;
  /** Ends a running request. */
  finish(id: string, used?: QueueUsage): Promise<void>;
  /** Ends what runs, oldest first, until nothing waits that can go. Gives the order of all starts. */
  drain(): Promise<readonly string[]>;
}

const settled = async () => {
  for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
};

export function driveQueue(queue: RequestQueue): QueueDriver {
  const started: string[] = [];
  const ended = new Set<string>();
  const refused = new Map<string, unknown>();
  const places = new Map<string, { place: QueuePlace; client: AbortController }>();
  const driver: QueueDriver = {
    started,
    refused,
    async enter(id, change = {}) {
      const client = new AbortController();
      const place = queue.enter(buildTicket(id, change));
      places.set(id, { place, client });
      place.turn(client.signal).then(
        () => started.push(id),
        (reason: unknown) => refused.set(id, reason),
      );
      await settled();
      return place;
    },
    async abandon(id) {
      places.get(id)?.client.abort(new Error('gone'));
      await settled();
    },
    async finish(id, used) {
      ended.add(id);
      places.get(id)?.place.leave(used);
      await settled();
    },
    async drain() {
      for (;;) {
        const next = started.find((id) => !ended.has(id));
        if (next === undefined) return started;
        await driver.finish(next, { outboundTokens: 0, durationMs: 1 });
      }
    },
  };
  return driver;
}
