import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks } from '../../../../renderer/components/charts/chart-scale.ts';

describe('ticks of an axis', () => {
  it.each([
    [26, 1, [0, 10, 20, 30]],
    [4, 1, [0, 1, 2, 3, 4]],
    [2, 1, [0, 1, 2]],
    [0, 1, [0, 1]],
    [11_000_000, 0, [0, 5_000_000, 10_000_000, 15_000_000]],
  ])('up to %d are %j', (max, step, ticks) => {
    expect(axisTicks(max, step)).toEqual(ticks);
  });

  it('start at 0, reach the highest value and never crowd', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (max) => {
        const ticks = axisTicks(max);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});
