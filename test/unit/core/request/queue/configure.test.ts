import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue, buildQueueSettings } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

function setUp(change: Parameters<typeof buildQueue>[1] = {}) {
  const clock = createManualClock();
  const queue = buildQueue(clock, change);
  return { clock, queue, ...driveQueue(queue) };
}

const priority = (keys: Readonly<Record<string, unknown>>) => buildQueueSettings({ priority: keys }).priority;

describe('a queue with new settings', () => {
  it('drops nobody when its lines become shorter, and refuses newcomers until they are', async () => {
    const { queue, enter, drain, refused } = setUp({ maxWaiting: 5 });
    for (const id of ['run', 'a', 'b', 'c']) await enter(id);
    queue.configure({ maxWaiting: 1 });
    await expect(enter('d')).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(await drain()).toEqual(['run', 'a', 'b', 'c']);
    expect(refused.size).toBe(0);
  });

  it('uses more slots at once, and fewer as the running requests end', async () => {
    const { queue, enter, finish, started } = setUp();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await enter(id);
    queue.configure({ maxConcurrent: 3 });
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toEqual(['a', 'b', 'c']);
    queue.configure({ maxConcurrent: 1 });
    await finish('a');
    await finish('b');
    expect(started.length).toBe(3);
    await finish('c');
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('puts those who wait into their lanes when lanes come, and into one line when they go', async () => {
    const { queue, enter } = setUp();
    await enter('run');
    await enter('low', { lane: 'low' });
    await enter('high', { lane: 'high' });
    expect(queue.lanes.map(({ waiting }) => waiting)).toEqual([0, 2, 0]);
    queue.configure({ priority: priority({ enabled: true }) });
    expect(queue.lanes.map(({ waiting }) => waiting)).toEqual([1, 0, 1]);
    expect([queue.position('high'), queue.position('low')]).toEqual([1, 2]);
    queue.configure({ priority: priority({}) });
    expect([queue.position('high'), queue.position('low')]).toEqual([2, 1]);
  });

  it('orders those who wait by a new strategy, and keeps what the operator did', async () => {
    const { queue, enter, drain } = setUp();
    await enter('run');
    for (const wei of [1n, 5n, 3n, 9n, 7n])
      await enter(String(wei), { quote: { inboundPriceWei: wei, outboundPriceWei: wei } });
    queue.boost('3');
    queue.hold('9');
    queue.configure({ priority: priority({ strategy: 'price_weighted' }) });
    expect(queue.standing('9')?.held).toBe(true);
    expect(queue.waitingCount).toBe(5);
    expect(await drain()).toEqual(['run', '3', '7', '5', '1']);
    queue.release('9');
    expect((await drain()).at(-1)).toBe('9');
  });

  it('measures all prices by the highest one, also those that came before it', async () => {
    const { clock, queue, enter, drain } = setUp();
    await enter('run');
    for (const wei of [8n, 9n]) {
      await enter(String(wei), { quote: { inboundPriceWei: wei, outboundPriceWei: wei } });
      clock.advance(5000);
    }
    queue.configure({ priority: priority({ strategy: 'price_weighted' }) });
    // A ninth of the highest price is worth less than the five seconds between them.
    expect(await drain()).toEqual(['run', '8', '9']);
  });

  it('lets a new timeout_ms count from arrival', async () => {
    const { clock, queue, enter, refused } = setUp();
    await enter('run');
    await enter('a');
    clock.advance(4000);
    queue.configure({ priority: priority({ timeout_ms: 5000 }) });
    clock.advance(999);
    await Promise.resolve();
    expect(refused.size).toBe(0);
    clock.advance(1);
    await Promise.resolve();
    expect(refused.get('a')).toMatchObject({ code: 'QUEUE_WAIT_TIMEOUT' });
  });

  it('counts running requests on, so that their leaving gives back one slot each', async () => {
    const { queue, enter, finish, drain } = setUp({ maxConcurrent: 2 });
    for (const id of ['a', 'b', 'c', 'd']) await enter(id, { model: id });
    queue.configure({ batching: buildQueueSettings({ batching: { enabled: true } }).batching });
    await finish('a');
    expect([queue.runningCount, queue.waitingCount]).toEqual([2, 1]);
    await drain();
    expect([queue.runningCount, queue.waitingCount]).toEqual([0, 0]);
  });
});
