import type { Benchmark, BenchmarkCell } from './interface.ts';

/** Electrical energy of one model token in each direction, joules. */
export interface EnergyPerToken {
  readonly inboundJoules: number;
  readonly outboundJoules: number;
}

/**
 * What a model token of this model costs in electricity, from two cells with the same concurrency and prompts of
 * different length: two equations, two unknowns. The cells with one request at a time are taken, which is the dearest way to run.
 *
 * @returns null where no power was measured, or requests failed.
 */
export function energyPerToken({ cells }: Benchmark): EnergyPerToken | null {
  const alone = cells.filter(({ concurrency, failed }) => concurrency === 1 && failed === 0);
  const [short, long] = [...alone].sort((a, b) => a.promptTokens - b.promptTokens);
  if (short === undefined || long === undefined || short.promptTokens === long.promptTokens) return null;
  const [shortJoules, longJoules] = [joulesOfOne(short), joulesOfOne(long)];
  if (shortJoules === null || longJoules === null || short.outboundTokens === 0) return null;
  const outboundDifference = long.outboundTokens - short.outboundTokens;
  const perOutbound = (joules: number, inbound: number, cell: BenchmarkCell) =>
    (joules - inbound * cell.promptTokens) / cell.outboundTokens;
  // Answers of the two cells are about as long; what is left of a difference is set right with the speed of the short one.
  const guess = shortJoules / short.outboundTokens;
  const inbound = (longJoules - shortJoules - outboundDifference * guess) / (long.promptTokens - short.promptTokens);
  const inboundJoules = Math.min(Math.max(0, inbound), shortJoules / short.promptTokens);
  return { inboundJoules, outboundJoules: Math.max(0, perOutbound(shortJoules, inboundJoules, short)) };
}

/** A cell with one at a time makes two requests. */
function joulesOfOne({ energyJoules }: BenchmarkCell): number | null {
  return energyJoules === null ? null : energyJoules / LEAST_REQUESTS;
}

/** Requests of a cell with one at a time: a single one is a matter of luck. */
export const LEAST_REQUESTS = 2;
