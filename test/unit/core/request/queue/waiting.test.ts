import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue, buildTicket, limitsOf } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

const lanes = ['high', 'normal', 'low'] as const;

function setUp(change: Parameters<typeof buildQueue>[1] = {}, models: Parameters<typeof buildQueue>[2] = {}) {
  const clock = createManualClock();
  const queue = buildQueue(clock, change, models);
  const driver = driveQueue(queue);
  /** Lets the queue learn that an answer of this model takes so long. */
  const teach = async (durationMs: number, model = 'm') => {
    await driver.enter(`taught ${model}`, { model });
    clock.advance(durationMs);
    await driver.finish(`taught ${model}`, { outboundTokens: 1, durationMs });
  };
  return { clock, queue, teach, ...driver };
}

describe('a waiting request', () => {
  it('is refused after timeout_ms, whenever it came', async () => {
    const { clock, queue, enter, refused } = setUp({ priority: { timeout_ms: 5000 } });
    await enter('run');
    await enter('a');
    clock.advance(3000);
    await enter('b');
    clock.advance(2000);
    await Promise.resolve();
    expect(refused.get('a')).toMatchObject({ code: 'QUEUE_WAIT_TIMEOUT', details: { waitedMs: 5000 } });
    expect(queue.waitingCount).toBe(1);
    clock.advance(3000);
    await Promise.resolve();
    expect(refused.get('b')).toMatchObject({ code: 'QUEUE_WAIT_TIMEOUT' });
    expect(clock.timerCount).toBe(0);
  });

  it('is told so when it asks for its turn after that', async () => {
    const { clock, queue, enter } = setUp({ priority: { timeout_ms: 5000 } });
    await enter('run');
    const place = queue.enter(buildTicket('late'));
    clock.advance(5000);
    await expect(place.turn(new AbortController().signal)).rejects.toMatchObject({ code: 'QUEUE_WAIT_TIMEOUT' });
  });

  it('leaves when its client does, and nobody else loses a place', async () => {
    const { queue, enter, abandon, refused, drain } = setUp();
    for (const id of ['run', 'a', 'b', 'c']) await enter(id);
    await abandon('b');
    expect(refused.get('b')).toEqual(new Error('gone'));
    expect([queue.waitingCount, queue.position('c')]).toEqual([2, 2]);
    expect(await drain()).toEqual(['run', 'a', 'c']);
  });

  it('has the position at which it is served when nobody comes or leaves', async () => {
    const arrival = fc.record({
      lane: fc.constantFrom(...lanes),
      client: fc.nat(3),
      wei: fc.bigInt({ min: 1n, max: 5n }),
      served: fc.nat(1),
    });
    const strategy = fc.constantFrom('fifo', 'price_weighted', 'fair');
    await fc.assert(
      fc.asyncProperty(strategy, fc.array(arrival, { maxLength: 40 }), async (name, arrivals) => {
        const { queue, started, enter, finish, drain } = setUp({ priority: { enabled: true, strategy: name } });
        await enter('run');
        for (const [index, { lane, client, wei, served }] of arrivals.entries()) {
          const quote = { inboundPriceWei: wei, outboundPriceWei: wei };
          await enter(String(index), { lane, clientAddress: `0x${client}`, quote });
          if (served) await finish(started.at(-1) ?? '');
        }
        const waiting = arrivals.map((_, index) => String(index)).filter((id) => queue.position(id) !== null);
        const positions = new Map(waiting.map((id) => [queue.position(id), id]));
        expect([...positions.keys()].sort((a, b) => Number(a) - Number(b))).toEqual(
          waiting.map((_, index) => index + 1),
        );
        const before = started.length;
        await drain();
        expect(started.slice(before)).toEqual(waiting.map((_, index) => positions.get(index + 1)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the expected wait', () => {
  it('is unknown, and nobody is refused for it, before anything was measured', async () => {
    const { queue, enter, clock } = setUp();
    await enter('run');
    await enter('a', { deadlineMs: clock.nowMs() + 1 });
    expect(queue.expectedWaitMs('a')).toBe(null);
  });

  it('is the work before a request, shared by the slots', async () => {
    const { queue, enter, teach } = setUp({ maxConcurrent: 2 });
    await teach(6000);
    for (const id of ['r1', 'r2', 'a', 'b', 'c']) await enter(id);
    // Two slots of 6 s each: the first is expected to be free after a third of an answer.
    expect(['a', 'b', 'c'].map((id) => queue.expectedWaitMs(id))).toEqual([2000, 5000, 8000]);
  });

  it('follows the newest answers of each model', async () => {
    const { queue, enter, teach } = setUp();
    await teach(1000);
    await teach(2000);
    await teach(9000, 'slow');
    await enter('run');
    await enter('s', { model: 'slow' });
    await enter('a');
    expect(queue.expectedWaitMs('a')).toBe(1200 / 2 + 9000);
  });

  it('learns nothing from what was not answered', async () => {
    const { queue, enter, finish, clock } = setUp();
    await enter('failing');
    clock.advance(50_000);
    await finish('failing');
    await enter('run');
    await enter('a');
    expect(queue.expectedWaitMs('a')).toBe(null);
  });

  it('knows how few slots a model has, and how long it rests', async () => {
    const few = setUp({ maxConcurrent: 4 }, { limits: limitsOf('m', { maxConcurrentRequests: 1 }) });
    await few.teach(1000);
    for (const id of ['run', 'a', 'b', 'c']) await few.enter(id);
    expect(few.queue.expectedWaitMs('c')).toBe(2000);

    const slow = setUp({ maxConcurrent: 4 }, { limits: limitsOf('m', { maxTokensPerSecond: 10 }) });
    await slow.enter('long');
    await slow.finish('long', { outboundTokens: 200, durationMs: 1 });
    await slow.enter('a');
    expect(slow.queue.expectedWaitMs('a')).toBe(20_000);
  });

  it('refuses a request at once when it passes the deadline or timeout_ms', async () => {
    const { queue, enter, teach, clock } = setUp({ priority: { timeout_ms: 20_000 } });
    await teach(8000);
    await enter('run');
    await enter('a', { deadlineMs: clock.nowMs() + 4001 });
    const deadlineMs = clock.nowMs() + 11_999;
    await expect(enter('b', { deadlineMs })).rejects.toMatchObject({
      code: 'QUEUE_TOO_SLOW',
      details: { expectedWaitMs: 12_000, leftMs: 11_999 },
    });
    await enter('b', { deadlineMs: deadlineMs + 1 });
    await expect(enter('c')).resolves.toBeDefined();
    await expect(enter('d')).rejects.toMatchObject({ code: 'QUEUE_TOO_SLOW', details: { leftMs: 20_000 } });
    expect(queue.waitingCount).toBe(3);
  });
});
