import {
  type AlternationOptions,
  alternate,
  mixedArrivals,
  naiveMs,
  switchesOf,
} from '../utils/live/alternation-scenario.ts';
import { withClosing } from '../utils/live/closing.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'Two models that do not fit together on one GPU, with a scripted LM Studio (a load 300 ms, an answer 60 ms) and 40 requests ' +
  'that mix them at random: loads against naiveLoads (model switches in the order of arrival), and requestsPerSecond against ' +
  'naiveRequestsPerSecond (that order, without any other cost). crowd: all are asked at once; few: as many as the executor ' +
  'answers at once, each next one after an answer. failed must be 0.';

const costs = { loadMs: 300, latencyMs: 60 };

export async function run({ small }: { small: boolean }) {
  const arrivals = mixedArrivals(small ? 12 : 40, 7);
  const crowd = (slots: number) => measure({ arrivals, slots, inFlight: arrivals.length, ...costs });
  const few = (slots: number) => measure({ arrivals, slots, inFlight: slots, ...costs });
  if (small) return { crowdOf2: await crowd(2) };
  return { crowdOf2: await crowd(2), crowdOf8: await crowd(8), fewOf2: await few(2), fewOf8: await few(8) };
}

async function measure(options: AlternationOptions) {
  const { loads, failed, maxWaitMs, totalMs } = await withClosing((closing) => alternate(closing, options));
  const perSecond = (ms: number) => Math.round((options.arrivals.length * 10_000) / ms) / 10;
  return {
    loads,
    naiveLoads: switchesOf(options.arrivals),
    requestsPerSecond: perSecond(totalMs),
    naiveRequestsPerSecond: perSecond(naiveMs(options)),
    maxWaitMs: Math.round(maxWaitMs),
    failed,
  };
}
