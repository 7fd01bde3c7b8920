import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { buildQueue } from '../../../../utils/queue.ts';
import { driveQueue } from '../../../../utils/queue-driver.ts';

const notFound = expect.objectContaining({ code: 'CONTROL_NOT_FOUND' });

async function waitingFour() {
  const queue = buildQueue(createManualClock(), { maxConcurrent: 1, priority: { enabled: true } });
  const driver = driveQueue(queue);
  for (const id of ['run', 'a', 'b', 'c', 'd']) await driver.enter(id);
  return { queue, ...driver };
}

describe('the operator', () => {
  it('boosts requests before all lanes, the first boosted first', async () => {
    const { queue, enter, drain } = await waitingFour();
    await enter('h', { lane: 'high' });
    queue.boost('d');
    queue.boost('c');
    expect(['d', 'c', 'h', 'a', 'b'].map((id) => queue.position(id))).toEqual([1, 2, 3, 4, 5]);
    expect((await drain()).slice(1)).toEqual(['d', 'c', 'h', 'a', 'b']);
  });

  it('holds a request back, whose place is kept, until it is released', async () => {
    const { queue, drain, finish } = await waitingFour();
    queue.hold('a');
    queue.hold('c');
    expect(queue.standing('a')).toEqual({ lane: 'normal', position: null, expectedWaitMs: null, held: true });
    expect([queue.position('b'), queue.position('d')]).toEqual([1, 2]);
    await finish('run');
    queue.release('a');
    queue.release('a');
    expect(queue.standing('a')).toMatchObject({ position: 1, held: false });
    expect(await drain()).toEqual(['run', 'b', 'a', 'd']);
    expect(queue.waitingCount).toBe(1);
  });

  it('gives a slot at once to what is released or boosted while one is free', async () => {
    for (const act of ['release', 'boost'] as const) {
      const { queue, started, drain } = await waitingFour();
      queue.hold('d');
      await drain();
      queue[act]('d');
      await Promise.resolve();
      expect(started).toContain('d');
    }
  });

  it('can hold what was boosted, and boost it again', async () => {
    const { queue, drain } = await waitingFour();
    queue.boost('d');
    queue.hold('d');
    expect(queue.position('a')).toBe(1);
    queue.boost('d');
    queue.boost('d');
    expect(await drain()).toEqual(['run', 'd', 'a', 'b', 'c']);
  });

  it('counts what is held: it fills its lane, and its client may leave', async () => {
    const { queue, abandon } = await waitingFour();
    queue.hold('b');
    expect(queue.waitingCount).toBe(4);
    await abandon('b');
    expect(queue.waitingCount).toBe(3);
    expect(() => queue.release('b')).toThrow(notFound);
  });

  it('is told when a request does not wait', async () => {
    const { queue } = await waitingFour();
    for (const act of ['boost', 'hold', 'release'] as const) {
      expect(() => queue[act]('run')).toThrow(notFound);
      expect(() => queue[act]('nobody')).toThrow(notFound);
    }
  });
});
