import { measureArray } from './queue/measure-array.ts';
import { measurePassing, measureQueue } from './queue/measure-queue.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'Microseconds of processor time of each operation on a queue where 100,000 requests wait in three lanes, and their ratio to 1,000: ' +
  'going through a list would cost 100 times as much; O(log n) costs 1.7 times and what the larger heap costs in cache ' +
  'misses, so worstRatio should be below 10. passing64Us (a request that passes the queue with 64 in flight) below 20.';

const strategies = ['fifo', 'price_weighted', 'fair'] as const;

type Figures = Record<string, number>;

export async function run({ small }: { small: boolean }) {
  const [few, many] = small ? [100, 2000] : [1000, 100_000];
  const byStrategy: Record<string, { few: Figures; many: Figures; ratio: Figures }> = {};
  for (const strategy of strategies) {
    const at = async (waiting: number, rounds: number) =>
      mean(rounds, async () => ({ ...(await measureQueue(strategy, waiting)) }));
    byStrategy[strategy] = compare(await at(few, small ? 1 : 200), await at(many, small ? 1 : 3));
  }
  const array = async (waiting: number, rounds: number) => mean(rounds, async () => ({ ...measureArray(waiting) }));
  const ratios = Object.values(byStrategy).flatMap(({ ratio }) => Object.values(ratio));
  return {
    fewWaiting: few,
    manyWaiting: many,
    worstRatio: Math.max(...ratios),
    passing64Us: await measurePassing(64, small ? 2000 : 200_000),
    us: byStrategy,
    sortedArrayUs: compare(await array(few, 5), await array(many, 1)),
  };
}

/** The mean of each figure over several rounds: the system counts processor time in steps of milliseconds. */
async function mean(rounds: number, measure: () => Promise<Figures>): Promise<Figures> {
  const all: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await measure());
  const sum = (name: string) => all.reduce((total, one) => total + (one[name] ?? 0), 0);
  return Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, sum(name) / rounds]));
}

function compare(few: Figures, many: Figures) {
  // A small run may be over before the system has counted anything.
  const ratioOf = (name: string) => (many[name] ?? 0) / Math.max(few[name] ?? 0, 0.01);
  const ratio = Object.fromEntries(Object.keys(few).map((name) => [name, ratioOf(name)]));
  return { few, many, ratio };
}
