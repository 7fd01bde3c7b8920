import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { primitivesMs } from './pipeline/primitives.ts';
import { rate, startPipeline } from './pipeline/rig.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'Whole path from bytes to signed answer with signed requests, a backend that answers at once, the ledger on disk, ' +
  'memory cache, two patterns and one plugin in process: requestsPerSecond (64 in flight) ≥ 1000, overheadMedianMs ' +
  '(one at a time) ≤ 3, heapGrowthMiBPer100k over 300,000 requests ≤ 10; perRequestOverPrimitives says how near the ' +
  'path is to its cryptography and its commits alone.';

const IN_FLIGHT = 64;
const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMiB(): number {
  for (let pass = 0; pass < 3; pass += 1) collectGarbage();
  return process.memoryUsage().heapUsed / MIB;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Measures speed, time alone, and what is kept of each request. */
export async function run({ small }: { small: boolean }) {
  const rig = await startPipeline({ inFlight: IN_FLIGHT });
  const batch = small ? 500 : 5000;
  const batches = small ? 3 : 60;
  try {
    // The first ones compile the code and fill what is bounded.
    await rig.serve(rig.sign(small ? 200 : 20_000), IN_FLIGHT);
    const alone = await rig.serve(rig.sign(small ? 50 : 500), 1);
    const startedWithMiB = heapMiB();
    const rates: number[] = [];
    for (let number = 0; number < batches; number += 1) {
      const requests = rig.sign(batch);
      rates.push(rate(batch, await rig.time(() => rig.serve(requests, IN_FLIGHT))));
    }
    const grownMiB = heapMiB() - startedWithMiB;
    const primitives = await primitivesMs(small ? 200 : 2000);
    const requestsPerSecond = median(rates);
    rig.check(rig.served);
    return {
      requests: rig.served,
      requestsPerSecond,
      slowestBatchPerSecond: Math.min(...rates),
      overheadMedianMs: median(alone),
      heapGrowthMiBPer100k: (grownMiB * 100_000) / (batch * batches),
      primitivesMs: primitives,
      perRequestMs: 1000 / requestsPerSecond,
      perRequestOverPrimitives: 1000 / requestsPerSecond / primitives,
    };
  } finally {
    await rig.close();
  }
}
