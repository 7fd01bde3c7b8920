import { describe, expect, it } from 'vitest';
import { Recent } from '../../../../core/executor/recent.ts';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const recent = new Recent({ clock });
  const add = (error: ExecutorError | null = null) =>
    recent.add({
      id: String(clock.nowMs()),
      model: 'm',
      clientPeerId: 'peer',
      finishedAtMs: clock.nowMs(),
      durationMs: 1,
      error,
      chargeWei: error === null ? 3n : 0n,
    });
  return { clock, recent, add };
}

describe('Recent', () => {
  it('counts the answers of the last minute, and no others', () => {
    const { clock, recent, add } = setUp();
    for (let second = 0; second < 90; second++) {
      add();
      if (second % 2 === 0) add(new ExecutorError('QUEUE_FULL'));
      expect(recent.perMinute()).toBe(Math.min(second + 1, 60));
      clock.advance(1000);
    }
    clock.advance(29_000);
    expect(recent.perMinute()).toBe(30);
    clock.advance(30_000);
    expect(recent.perMinute()).toBe(0);
    add();
    expect(recent.perMinute()).toBe(1);
    expect(recent.accruedWei).toBe(91n * 3n);
  });

  it('keeps the last hundred, newest first', () => {
    const { clock, recent, add } = setUp();
    for (let i = 0; i < 150; i++) {
      clock.advance(1);
      add();
    }
    expect(recent.list()).toHaveLength(100);
    expect(recent.list()[0]?.id).toBe(String(clock.nowMs()));
  });

  it('takes no longer for an answer when there were many in the last minute', () => {
    const { clock, recent, add } = setUp();
    const startedMs = performance.now();
    for (let i = 0; i < 120_000; i++) {
      if (i % 2 === 0) clock.advance(1);
      add();
    }
    expect(recent.perMinute()).toBe(100_000);
    // Copying the minute for each answer takes minutes here.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
