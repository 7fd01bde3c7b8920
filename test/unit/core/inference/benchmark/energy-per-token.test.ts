import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Benchmark, energyPerToken } from '../../../../../core/inference/benchmark/index.ts';

const cell = (promptTokens: number, energyJoules: number | null, outboundTokens = 128, failed = 0) => ({
  promptTokens,
  outboundTokens,
  concurrency: 1,
  timeToFirstTokenMs: 100,
  tokensPerSecond: 50,
  totalTokensPerSecond: 50,
  energyJoules,
  failed,
});
const benchmark = (...cells: Benchmark['cells'][number][]): Benchmark => ({
  model: 'm',
  backend: 'b',
  atMs: 0,
  warmUpMs: 0,
  cells,
});

it('finds what a model token of each direction takes', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 2, noNaN: true }),
      fc.double({ min: 0.01, max: 20, noNaN: true }),
      (i, o) => {
        const joules = (prompt: number) => 2 * (prompt * i + 128 * o);
        const found = energyPerToken(benchmark(cell(128, joules(128)), cell(1024, joules(1024))));
        expect(found?.inboundJoules).toBeCloseTo(i, 5);
        expect(found?.outboundJoules).toBeCloseTo(o, 5);
      },
    ),
  );
});

it('never finds less than nothing, whatever was measured', () => {
  const joules = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(joules, joules, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (a, b, m, n) => {
      const found = energyPerToken(benchmark(cell(130, a, m), cell(1000, b, n)));
      expect(found?.inboundJoules).toBeGreaterThanOrEqual(0);
      expect(found?.outboundJoules).toBeGreaterThanOrEqual(0);
    }),
  );
});

it.each([
  ['no power was measured', benchmark(cell(128, null), cell(1024, 5))],
  ['requests failed', benchmark(cell(128, 5, 128, 1), cell(1024, 5))],
  ['there is one cell only', benchmark(cell(128, 5))],
  ['there was no answer', benchmark(cell(128, 5, 0), cell(1024, 5))],
])('finds nothing where %s', (_, measured) => {
  expect(energyPerToken(measured)).toBeNull();
});
