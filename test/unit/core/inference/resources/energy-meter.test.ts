import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnergyMeter, type HardwareReading } from '../../../../../core/inference/resources/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

/** A meter whose looks the test makes. Null stands for a GPU that does not tell its power. */
function createRig(startMs?: number) {
  const clock = createManualClock(startMs);
  let tell = (_reading: HardwareReading) => {};
  let watchers = 0;
  const hardware = {
    onReading(listener: (reading: HardwareReading) => void) {
      tell = listener;
      return () => {};
    },
    watch() {
      watchers += 1;
      return () => {
        watchers -= 1;
      };
    },
  };
  const meter = new EnergyMeter({ clock, hardware });
  const look = (...watts: (number | null)[]) => tell(readingWith(watts));
  return { clock, meter, look, watchers: () => watchers };
}

function readingWith(watts: readonly (number | null)[]): HardwareReading {
  const gpu = { name: 'GPU', vendor: 'nvidia', driver: null, load: null, memoryTotalBytes: null } as const;
  const rest = { memoryUsedBytes: null, temperatureC: null, powerLimitWatts: null, processes: null } as const;
  return {
    atMs: 0,
    gpus: watts.map((powerWatts, index) => ({ ...gpu, ...rest, index, powerWatts })),
    cpu: { name: 'CPU', cores: 8, load: null, temperatureC: null, powerWatts: null },
    memory: { totalBytes: 1, availableBytes: 1, swapUsedBytes: null },
    disk: null,
    battery: null,
    probes: [],
  };
}

describe('the energy of a device', () => {
  it('is its power times the time, between two looks a trapezoid', () => {
    const { clock, meter, look } = createRig();
    look(100);
    clock.advance(2000);
    look(200);
    expect(meter.sums()).toEqual([{ device: 'GPU 0', idleJoules: 300, servingJoules: 0 }]);
  });

  it('is split by whether requests run', () => {
    const { clock, meter, look } = createRig();
    look(100);
    clock.advance(1000);
    const share = meter.begin();
    clock.advance(1000);
    look(300);
    clock.advance(2000);
    look(300);
    expect(share.end()).toBe(800);
    clock.advance(1000);
    look(100);
    expect(meter.sums()).toEqual([{ device: 'GPU 0', idleJoules: 300, servingJoules: 800 }]);
  });

  it('is nothing in a gap, such as sleep', () => {
    const { clock, meter, look } = createRig();
    look(100);
    const share = meter.begin();
    clock.advance(8 * 3_600_000);
    look(100);
    clock.advance(1000);
    look(100);
    expect(share.end()).toBe(100);
    expect(meter.sums()).toEqual([{ device: 'GPU 0', idleJoules: 0, servingJoules: 100 }]);
  });

  it('begins at zero at midnight', () => {
    const { clock, meter, look } = createRig(new Date(2026, 10, 29, 23, 59, 50).getTime());
    look(100);
    clock.advance(8000);
    look(100);
    expect(meter.sums()[0]?.idleJoules).toBe(800);
    clock.advance(10_000);
    look(100);
    expect(meter.sums()[0]?.idleJoules).toBe(1000);
  });
});

describe('the energy of a request', () => {
  it('is an equal part of what all devices take while several run', () => {
    const { clock, meter, look } = createRig();
    look(100, 50);
    const first = meter.begin();
    clock.advance(1000);
    const second = meter.begin();
    clock.advance(1000);
    expect(first.end()).toBe(150 + 75);
    clock.advance(1000);
    expect(second.end()).toBe(75 + 150);
    expect(second.end()).toBe(75 + 150);
  });

  it('is not known where no device tells its power', () => {
    const { clock, meter, look } = createRig();
    look(null);
    const share = meter.begin();
    clock.advance(2000);
    look(null);
    expect(share.end()).toBeNull();
    expect(meter.sums()).toEqual([]);
  });

  it('has the hardware watched as long as it runs', () => {
    const { meter, watchers } = createRig();
    const [first, second] = [meter.begin(), meter.begin()];
    first.end();
    first.end();
    expect(watchers()).toBe(1);
    second.end();
    expect(watchers()).toBe(0);
  });

  it('never makes a sum above what the devices took, and is never negative', () => {
    const watts = fc.option(fc.double({ min: 0, max: 1000, noNaN: true }));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
      fc.record({ kind: fc.constant('look' as const), watts: fc.array(watts, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('begin' as const) }),
      fc.record({ kind: fc.constant('end' as const), which: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, meter, look } = createRig(new Date(2026, 10, 29, 1).getTime());
        const shares: ReturnType<EnergyMeter['begin']>[] = [];
        for (const one of steps) {
          if (one.kind === 'wait') clock.advance(one.ms);
          if (one.kind === 'look') look(...one.watts);
          if (one.kind === 'begin') shares.push(meter.begin());
          if (one.kind === 'end') shares[one.which % Math.max(1, shares.length)]?.end();
        }
        const parts = shares.map((share) => share.end() ?? 0);
        const sums = meter.sums();
        const serving = sums.reduce((total, { servingJoules }) => total + servingJoules, 0);
        expect(Math.min(0, ...parts, ...sums.flatMap((sum) => [sum.idleJoules, sum.servingJoules]))).toBe(0);
        expect(parts.reduce((total, part) => total + part, 0)).toBeCloseTo(serving, 3);
      }),
      { numRuns: 500 },
    );
  });
});
