import { describe, expect, it } from 'vitest';
import type { ModelLimits } from '../../../../../core/request/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue, limitsOf } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

function setUp(limits: Partial<ModelLimits>, batching: Readonly<Record<string, unknown>> = {}) {
  const clock = createManualClock();
  const models = { limits: limitsOf('m', limits) };
  const queue = buildQueue(clock, { maxConcurrent: 10, batching }, models);
  return { clock, queue, models, ...driveQueue(queue) };
}

const answered = (outboundTokens: number, durationMs = 0) => ({ outboundTokens, durationMs });

describe('the limits of a model', () => {
  it.each(['maxConcurrentRequests', 'maxBatchSize'] as const)('let at most %s run, and others pass', async (limit) => {
    const { queue, enter, finish, started } = setUp({ [limit]: 2 });
    for (const id of ['m1', 'm2', 'm3', 'm4']) await enter(id);
    await enter('o1', { model: 'other' });
    expect(started).toEqual(['m1', 'm2', 'o1']);
    expect(queue.position('m3')).toBe(1);
    await finish('m1');
    await finish('o1');
    expect(started).toEqual(['m1', 'm2', 'o1', 'm3']);
  });

  it('let the next request go when the average is below maxTokensPerSecond', async () => {
    const { clock, enter, finish, started } = setUp({ maxTokensPerSecond: 50 });
    await enter('m1');
    await enter('m2');
    clock.advance(2000);
    // 500 model tokens at 50 a second take 10 s from the moment the request went, 100 more take another 2 s.
    await finish('m1', answered(500));
    await finish('m2', answered(100));
    await enter('m3');
    await enter('o1', { model: 'other' });
    expect(started).toEqual(['m1', 'm2', 'o1']);
    clock.advance(9999);
    await Promise.resolve();
    expect(started).not.toContain('m3');
    clock.advance(1);
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toContain('m3');
    expect(clock.timerCount).toBe(0);
  });

  it('hold nobody back whose answers were slower than maxTokensPerSecond', async () => {
    const { clock, enter, finish, started } = setUp({ maxTokensPerSecond: 50 });
    await enter('m1');
    clock.advance(10_000);
    await finish('m1', answered(500));
    await enter('m2');
    expect(started).toEqual(['m1', 'm2']);
  });

  it('stay in force, with the rest that is left, when other settings come', async () => {
    const { clock, queue, enter, finish, started } = setUp({ maxTokensPerSecond: 50 });
    await enter('m1');
    await finish('m1', answered(500));
    await enter('m2');
    queue.configure({ maxConcurrent: 3 });
    await enter('m3');
    expect(started).toEqual(['m1']);
    clock.advance(10_000);
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toEqual(['m1', 'm2', 'm3']);
  });
});

describe('a model that rests', () => {
  it('is woken for who came after other settings, too', async () => {
    const { clock, queue, enter, finish, started } = setUp({ maxTokensPerSecond: 50 });
    await enter('m1');
    await finish('m1', answered(500));
    queue.configure({ maxConcurrent: 3 });
    await enter('m2');
    clock.advance(10_000);
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toEqual(['m1', 'm2']);
  });
});

describe('the size of a batch', () => {
  it('is at most max_batch_size for each model with batching, and does not count without', async () => {
    const on = setUp({}, { enabled: true, max_batch_size: 2 });
    const off = setUp({}, { enabled: false, max_batch_size: 2 });
    for (const { enter } of [on, off]) {
      for (const id of ['m1', 'm2', 'm3']) await enter(id);
      await enter('o1', { model: 'other' });
    }
    expect(on.started).toEqual(['m1', 'm2', 'o1']);
    expect(off.started).toEqual(['m1', 'm2', 'm3', 'o1']);
  });

  it('counts all models together with group_by_model = false', async () => {
    const { enter, finish, started } = setUp({}, { enabled: true, max_batch_size: 2, group_by_model: false });
    await enter('m1');
    await enter('o1', { model: 'other' });
    await enter('m2');
    expect(started).toEqual(['m1', 'o1']);
    await finish('o1');
    expect(started).toEqual(['m1', 'o1', 'm2']);
  });

  const adaptive = {
    enabled: true,
    strategy: 'adaptive',
    max_batch_size: 8,
    min_batch_size: 2,
    target_latency_ms: 1000,
  };

  /** Answers that take so long, always enough of them waiting; gives how many run at once in the end. */
  async function sizeAfter(
    answers: number,
    durationMs: number | ((running: number, index: number) => number),
    keys = {},
  ) {
    const { queue, enter, finish, started } = setUp({}, { ...adaptive, ...keys });
    let serial = 0;
    for (; serial < 10; serial += 1) await enter(String(serial));
    for (let index = 0; index < answers; index += 1) {
      const took = typeof durationMs === 'number' ? durationMs : durationMs(queue.runningCount, index);
      await finish(started[index] ?? '', answered(1, took));
      await enter(String(serial++));
    }
    return queue.runningCount;
  }

  it('shrinks with the adaptive strategy down to min_batch_size while answers take too long', async () => {
    expect(await sizeAfter(0, 0)).toBe(8);
    // Eight answers make it four; three more have to end before only four run.
    expect(await sizeAfter(11, 2000)).toBe(4);
    expect(await sizeAfter(100, 60_000)).toBe(2);
    expect(await sizeAfter(100, 60_000, { min_batch_size: 3 })).toBe(3);
    expect(await sizeAfter(100, 60_000, { strategy: 'fixed' })).toBe(8);
  });

  it('settles at the largest size that keeps target_latency_ms', async () => {
    // A backend whose answers take 180 ms for each that runs at the same time: five keep within a second.
    const settled = await sizeAfter(400, (running) => 180 * running);
    expect(settled).toBe(5);
    expect(await sizeAfter(400, (running) => 180 * running, { target_latency_ms: 600 })).toBe(3);
  });

  it('does not grow while fewer requests come than fit', async () => {
    const { queue, enter, finish, started } = setUp({}, adaptive);
    let serial = 0;
    for (; serial < 8; serial += 1) await enter(String(serial));
    for (let index = 0; index < 8; index += 1) await finish(started[index] ?? '', answered(1, 60_000));
    for (let index = 0; index < 50; index += 1) {
      await enter(String(serial++));
      await finish(started.at(-1) ?? '', answered(1, 1));
    }
    for (let index = 0; index < 8; index += 1) await enter(String(serial++));
    expect(queue.runningCount).toBe(2);
  });

  it('grows again when answers are quick', async () => {
    expect(await sizeAfter(100, (_, index) => (index < 50 ? 9000 : 100))).toBe(8);
    expect(await sizeAfter(60, (_, index) => (index < 50 ? 9000 : 100))).toBeLessThan(8);
  });
});
