import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueModules } from '../../../../../core/request/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue, limitsOf } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

type Keys = Readonly<Record<string, unknown>>;

function setUp(
  batching: Keys,
  options: { models?: Partial<QueueModules['models']>; priority?: Keys; slots?: number } = {},
) {
  const clock = createManualClock();
  const { models = {}, priority = {}, slots = 1 } = options;
  const queue = buildQueue(clock, { maxConcurrent: slots, batching, priority }, models);
  const driver = driveQueue(queue);
  /** Requests whose first letter is their model, digits after "@" their temperature. */
  const enterAll = async (...ids: string[]) => {
    for (const id of ids) {
      const [, warmth] = id.split('@');
      await driver.enter(id, { model: id.slice(0, 1), temperature: warmth === undefined ? null : Number(warmth) });
    }
  };
  return { clock, queue, enterAll, ...driver };
}

describe('batching', () => {
  it('lets waiting requests for the model that is served go first', async () => {
    const { enterAll, drain } = setUp({ enabled: true });
    await enterAll('a1', 'b1', 'a2', 'b2', 'a3');
    expect(await drain()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('keeps the order of arrival while it is not enabled', async () => {
    const { enterAll, drain } = setUp({});
    await enterAll('a1', 'b1', 'a2', 'b2', 'a3');
    expect(await drain()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('keeps the order of arrival with group_by_model = false', async () => {
    const { enterAll, drain } = setUp({ enabled: true, group_by_model: false });
    await enterAll('a1', 'b1', 'a2');
    expect(await drain()).toEqual(['a1', 'b1', 'a2']);
  });

  it('keeps the order of arrival among models that the backend has in memory together', async () => {
    const loaded = setUp({ enabled: true }, { models: { isLoaded: () => true } });
    await loaded.enterAll('a1', 'b1', 'a2');
    expect(await loaded.drain()).toEqual(['a1', 'b1', 'a2']);
    const one = setUp({ enabled: true }, { models: { isLoaded: (model) => model === 'a' } });
    await one.enterAll('a1', 'b1', 'a2');
    expect(await one.drain()).toEqual(['a1', 'a2', 'b1']);
  });

  it('tells temperatures apart with group_by_temperature, to one decimal', async () => {
    const ids = ['a1@0.5', 'a2@1', 'a3@0.52', 'a4'];
    const apart = setUp({ enabled: true, group_by_temperature: true }, { models: { isLoaded: () => true } });
    await apart.enterAll(...ids);
    expect(await apart.drain()).toEqual(['a1@0.5', 'a3@0.52', 'a2@1', 'a4']);
    const together = setUp({ enabled: true });
    await together.enterAll(...ids);
    expect(await together.drain()).toEqual(ids);
  });

  it('gives a free slot at once to another model when none of the served one waits', async () => {
    const { enterAll, started } = setUp({ enabled: true, batch_timeout_ms: 60_000 }, { slots: 2 });
    await enterAll('a1', 'b1');
    expect(started).toEqual(['a1', 'b1']);
  });

  it.each([
    ['batch_timeout_ms', { strategy: 'fixed', batch_timeout_ms: 400, max_wait_ms: 9000 }],
    ['max_wait_ms', { strategy: 'adaptive', batch_timeout_ms: 9000, max_wait_ms: 400 }],
  ])('lets nobody be passed for longer than %s', async (_, keys) => {
    const { clock, enterAll, finish, started } = setUp({ enabled: true, max_batch_size: 50, ...keys });
    await enterAll('a1', 'b1', 'b2', 'a2', 'a3', 'a4', 'a5');
    await finish('a1');
    clock.advance(399);
    await finish('a2');
    clock.advance(1);
    await finish('a3');
    // b2 was passed as long as b1: both go now, though a4 and a5 wait.
    await finish('b1');
    expect(started).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
  });

  it('counts how long a request was passed also while another one was first', async () => {
    const { clock, enterAll, finish, abandon, started } = setUp({ enabled: true, batch_timeout_ms: 400 });
    await enterAll('a1', 'b1', 'b2', 'a2', 'a3', 'a4');
    await finish('a1');
    await abandon('b1');
    clock.advance(399);
    await finish('a2');
    clock.advance(1);
    await finish('a3');
    expect(started).toEqual(['a1', 'a2', 'a3', 'b2']);
  });

  it('lets a high lane be passed no longer by older requests of a low one', async () => {
    const options = { priority: { enabled: true } };
    const { clock, enter, finish, started } = setUp({ enabled: true, batch_timeout_ms: 400 }, options);
    for (const id of ['a1', 'a2', 'a3', 'a4']) await enter(id, { model: 'a', lane: 'low' });
    await enter('b1', { model: 'b', lane: 'high' });
    await finish('a1');
    clock.advance(400);
    await finish('a2');
    expect(started).toEqual(['a1', 'a2', 'b1']);
  });

  it('never goes above the limits of the model that is served', async () => {
    const limits = limitsOf('a', { maxConcurrentRequests: 1 });
    const { enterAll, finish, started } = setUp({ enabled: true }, { slots: 2, models: { limits } });
    await enterAll('c1', 'a1', 'a2', 'b1');
    await finish('c1');
    expect(started).toEqual(['c1', 'a1', 'b1']);
  });

  it('lets the operator’s choice go before the model that is served', async () => {
    const { queue, enterAll, drain } = setUp({ enabled: true });
    await enterAll('a1', 'b1', 'a2');
    queue.boost('b1');
    expect(await drain()).toEqual(['a1', 'b1', 'a2']);
  });

  it('never leaves a slot free for which somebody waits, and passes nobody for too long', async () => {
    const arrival = fc.record({
      model: fc.constantFrom('a', 'b', 'c'),
      lane: fc.constantFrom('high', 'normal', 'low'),
      afterMs: fc.nat(120),
      freed: fc.nat(2),
    });
    const boundMs = 250;
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 60 }), fc.boolean(), async (arrivals, lanes) => {
        const batching = { enabled: true, batch_timeout_ms: boundMs, max_batch_size: 50 };
        const { clock, queue, enter, finish, started } = setUp(batching, { slots: 2, priority: { enabled: lanes } });
        const modelOf = new Map<string, string>();
        const running: string[] = [];
        const passedSince = new Map<string, number>();
        let seen = 0;
        const note = (firstBefore: string | undefined) => {
          for (const id of started.slice(seen)) {
            running.push(id);
            if (firstBefore === undefined || id === firstBefore) continue;
            const sinceMs = passedSince.get(firstBefore) ?? clock.monotonicMs();
            passedSince.set(firstBefore, sinceMs);
            expect(clock.monotonicMs() - sinceMs, `${firstBefore} passed by ${id}`).toBeLessThan(boundMs);
          }
          seen = started.length;
          if (queue.waitingCount > 0) expect(queue.runningCount).toBe(2);
        };
        const firstWaiting = () => [...modelOf.keys()].find((id) => queue.position(id) === 1);
        const free = async () => {
          const ending = running.shift();
          const first = firstWaiting();
          if (ending !== undefined) await finish(ending);
          note(first);
        };
        for (const [index, { model, lane, afterMs, freed }] of arrivals.entries()) {
          clock.advance(afterMs);
          for (let n = 0; n < freed; n += 1) await free();
          modelOf.set(String(index), model);
          await enter(String(index), { model, lane });
          note(undefined);
        }
        while (queue.waitingCount > 0) {
          clock.advance(40);
          await free();
        }
        expect(started.length).toBe(arrivals.length);
      }),
      { numRuns: 80 },
    );
  });
});
