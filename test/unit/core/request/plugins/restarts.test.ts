import { describe, expect, it } from 'vitest';
import { Restarts } from '../../../../../core/request/plugins/supervision/restarts.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  let restarted = 0;
  const restarts = new Restarts(clock, () => {
    restarted += 1;
  });
  return { clock, restarts, restarted: () => restarted };
}

describe('Restarts', () => {
  it('waits twice as long each time, up to a minute', () => {
    const { clock, restarts, restarted } = setUp();
    const delays = Array.from({ length: 9 }, () => {
      const delayMs = restarts.schedule();
      clock.advance(delayMs);
      return delayMs;
    });
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect([restarted(), restarts.count]).toEqual([9, 9]);
  });

  it('begins anew after a minute of life, and not before', () => {
    const { clock, restarts } = setUp();
    clock.advance(restarts.schedule());
    restarts.began();
    clock.advance(59_999);
    expect(restarts.schedule()).toBe(1000);
    clock.advance(1000);
    restarts.began();
    clock.advance(60_000);
    expect(restarts.schedule()).toBe(500);
  });

  it('restarts nothing after it was stopped', () => {
    const { clock, restarts, restarted } = setUp();
    restarts.schedule();
    restarts.stop();
    clock.advance(1000);
    restarts.schedule();
    clock.advance(120_000);
    expect(restarted()).toBe(0);
  });
});
