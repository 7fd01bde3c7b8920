import { systemClock } from '../../../core/foundation/clock.ts';
import type { QueuePlace } from '../../../core/request/queue/index.ts';
import { assertThat } from '../../utils/assert-that.ts';
import { buildQueue } from '../../utils/queue.ts';
import { type Costs, scatter, ticketOf, timed, workedUs } from './tickets.ts';

/** A signal of its own for each request, as on the path: one that many listen to is gone through by each of them. */
const never = () => new AbortController().signal;

/** Every operation many times on a queue that has about this length all the while. */
export async function measureQueue(strategy: string, waiting: number): Promise<Costs & { expectedWait: number }> {
  const operations = Math.min(10_000, waiting / 2);
  const queue = openQueue(strategy);
  const blocking = queue.enter(ticketOf(0));
  const places = Array.from({ length: waiting }, (_, index) => queue.enter(ticketOf(index + 1)));
  const some = Array.from({ length: operations }, (_, index) => 1 + scatter(index, waiting));

  const ids = some.map(String);
  const position = timed(operations, (index) => queue.position(ids[index] ?? ''));
  const expectedWait = timed(operations, (index) => queue.expectedWaitMs(ids[index] ?? ''));
  const enter = timed(operations, (index) => places.push(queue.enter(ticketOf(waiting + 1 + index))));
  assertThat(queue.waitingCount === waiting + operations, `${waiting + operations} requests wait`);
  // Every so many of the line: those that leave come from all of its parts.
  const apart = Math.floor(waiting / operations);
  const leave = timed(operations, (index) => places[index * apart]?.leave());
  assertThat(queue.waitingCount === waiting, `${waiting} requests wait`);
  const next = await measureNext(places, blocking, operations);
  const left = places.flatMap((_, index) => (queue.position(String(index + 1)) === null ? [] : [String(index + 1)]));
  const boost = timed(operations / 2, (index) => queue.boost(left[scatter(index, left.length)] ?? ''));
  return { enter, next, leave, boost, position, expectedWait };
}

/** From giving a slot back to the moment that the next request knows of its turn. */
async function measureNext(places: readonly QueuePlace[], blocking: QueuePlace, operations: number): Promise<number> {
  const started: QueuePlace[] = [];
  for (const place of places) void place.turn(never()).then(() => started.push(place));
  await Promise.resolve();
  const startedUs = workedUs();
  blocking.leave();
  for (let index = 0; index < operations; index += 1) {
    await Promise.resolve();
    started[index]?.leave();
  }
  const us = (workedUs() - startedUs) / operations;
  assertThat(started.length >= operations, 'one request started after the other');
  return us;
}

/** One slot; a first answer makes the estimates work, which are computed for every request that enters. */
function openQueue(strategy: string) {
  const queue = buildQueue(systemClock, {
    priority: { enabled: true, strategy, queue_sizes: laneSizes, timeout_ms: 300_000 },
  });
  const quick = queue.enter({ ...ticketOf(0), id: 'quick', model: 'other' });
  quick.leave({ outboundTokens: 1, durationMs: 0 });
  return queue;
}

const laneSizes = { high: 100_000, normal: 100_000, low: 100_000 };

/** Microseconds that a request costs in the queue while this many are on their way: entering, its turn, leaving. */
export async function measurePassing(inFlight: number, requests: number): Promise<number> {
  const queue = buildQueue(systemClock, { maxConcurrent: inFlight / 2, maxWaiting: inFlight });
  let serial = 0;
  const client = async () => {
    while (serial < requests) {
      serial += 1;
      const place = queue.enter(ticketOf(serial));
      await place.turn(never());
      place.leave({ outboundTokens: 1, durationMs: 0 });
    }
  };
  const startedUs = workedUs();
  await Promise.all(Array.from({ length: inFlight }, client));
  return (workedUs() - startedUs) / requests;
}
