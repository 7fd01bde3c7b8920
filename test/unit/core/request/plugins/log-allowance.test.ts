import { describe, expect, it } from 'vitest';
import { LogAllowance } from '../../../../../core/request/plugins/process/log-allowance.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const allowance = new LogAllowance(clock);
  /** How many of so many lines are written, left out and a flood. */
  const take = (lines: number) => {
    const taken = { yes: 0, no: 0, flood: 0 };
    for (let i = 0; i < lines; i++) taken[allowance.take()] += 1;
    return taken;
  };
  return { clock, allowance, take };
}

describe('LogAllowance', () => {
  it('writes 50 lines a second, leaves out what is above, and calls more than 1000 a flood', () => {
    const { clock, take } = setUp();
    expect(take(1100)).toEqual({ yes: 50, no: 950, flood: 100 });
    clock.advance(1000);
    expect(take(1100)).toEqual({ yes: 50, no: 950, flood: 100 });
  });

  it('writes four lines for each call besides, however many calls there are', () => {
    const { allowance, take } = setUp();
    for (let call = 0; call < 10_000; call++) {
      allowance.addCall();
      expect(take(4).yes).toBe(4);
    }
  });

  it('does not gather lines without an end', () => {
    const { clock, take } = setUp();
    clock.advance(3_600_000);
    expect(take(70_000)).toEqual({ yes: 4096, no: 65_536 - 4096, flood: 70_000 - 65_536 });
  });
});
