import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue, buildTicket } from '../../../../utils/queue.ts';

const never = new AbortController().signal;

describe('RequestQueue', () => {
  it('gives slots in order of arrival and at most as many as allowed', async () => {
    const queue = buildQueue(createManualClock(), { maxConcurrent: 2, maxWaiting: 10 });
    const order: string[] = [];
    const places = ['a', 'b', 'c', 'd'].map((id) => {
      const place = queue.enter(buildTicket(id));
      void place.turn(never).then(() => order.push(id));
      return place;
    });
    await Promise.resolve();
    expect(order).toEqual(['a', 'b']);
    expect(['a', 'b', 'c', 'd'].map((id) => queue.position(id))).toEqual([null, null, 1, 2]);
    places[1]?.leave();
    places[0]?.leave();
    await Promise.resolve();
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses what would not fit in the line', () => {
    const queue = buildQueue(createManualClock(), { maxConcurrent: 1, maxWaiting: 1 });
    queue.enter(buildTicket('a'));
    queue.enter(buildTicket('b'));
    expect(() => queue.enter(buildTicket('c'))).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
  });

  it('takes a waiting request out when its signal is aborted, with the reason', async () => {
    const queue = buildQueue(createManualClock(), { maxConcurrent: 1, maxWaiting: 5 });
    queue.enter(buildTicket('a'));
    const abort = new AbortController();
    const turn = queue.enter(buildTicket('b')).turn(abort.signal);
    abort.abort(new Error('gone'));
    await expect(turn).rejects.toThrow('gone');
    expect(queue.waitingCount).toBe(0);
  });

  it('gives the slot back when the signal was aborted before the turn was asked for', async () => {
    const queue = buildQueue(createManualClock(), { maxConcurrent: 1, maxWaiting: 5 });
    const place = queue.enter(buildTicket('a'));
    await expect(place.turn(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(queue.runningCount).toBe(0);
  });

  it('lets leave be called twice without giving a second slot away', () => {
    const queue = buildQueue(createManualClock(), { maxConcurrent: 1, maxWaiting: 5 });
    const first = queue.enter(buildTicket('a'));
    queue.enter(buildTicket('b'));
    queue.enter(buildTicket('c'));
    first.leave();
    first.leave();
    expect([queue.runningCount, queue.waitingCount]).toEqual([1, 1]);
  });

  it('never runs more than allowed and never leaves a slot empty while somebody waits', () => {
    const step = fc.oneof(fc.constant('enter' as const), fc.nat(30));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 120 }), (maxConcurrent, steps) => {
        const queue = buildQueue(createManualClock(), { maxConcurrent, maxWaiting: 8 });
        const places: { leave(): void }[] = [];
        for (const [index, action] of steps.entries()) {
          try {
            if (action === 'enter') places.push(queue.enter(buildTicket(String(index))));
            else places[action % Math.max(1, places.length)]?.leave();
          } catch {
            expect(queue.waitingCount).toBe(8);
          }
          expect(queue.runningCount).toBeLessThanOrEqual(maxConcurrent);
          if (queue.waitingCount > 0) expect(queue.runningCount).toBe(maxConcurrent);
        }
      }),
    );
  });
});
