import { expect, it } from 'vitest';
import {
  type AlternationOptions,
  alternate,
  mixedArrivals,
  rivals,
  switchesOf,
} from '../../utils/live/alternation-scenario.ts';
import { withClosing } from '../../utils/live/closing.ts';

const [first, second] = rivals;

async function played(options: Pick<AlternationOptions, 'arrivals' | 'slots' | 'inFlight'> & { latencyMs?: number }) {
  const result = await withClosing((closing) => alternate(closing, { loadMs: 300, latencyMs: 60, ...options }));
  expect(result.failed).toBe(0);
  expect(result.answers).toHaveLength(options.arrivals.length);
  expect(result.mostInMemory).toBe(1);
  return { ...result, naiveLoads: switchesOf(options.arrivals) };
}

it.each([
  { what: '24 at once for 2 slots', slots: 2, inFlight: 24, share: 1 / 2 },
  { what: '24 at once for 8 slots', slots: 8, inFlight: 24, share: 1 / 2 },
  { what: '8 at a time for 8 slots', slots: 8, inFlight: 8, share: 1 / 2 },
  // Whoever waits for the model that is not there asks for nothing else meanwhile: turns stay short.
  { what: '2 at a time for 2 slots', slots: 2, inFlight: 2, share: 3 / 4 },
])(
  'answers models that do not fit together with far fewer loads than they arrive in: $what',
  async (asked) => {
    const { loads, naiveLoads } = await played({ arrivals: mixedArrivals(24, 7), ...asked });
    expect(loads).toBeGreaterThanOrEqual(2);
    expect(loads).toBeLessThanOrEqual(naiveLoads * asked.share);
  },
  60_000,
);

it('lets nobody wait for the end of a stream of requests for the other model', async () => {
  const arrivals = Array.from({ length: 60 }, (_, index) => (index === 6 ? second : first));
  const { answers, loads } = await played({ arrivals, slots: 2, inFlight: 4, latencyMs: 150 });
  expect(loads).toBe(3);
  // Two seconds of the stream, and what was under way.
  expect(answers.indexOf(second)).toBeLessThan(40);
}, 60_000);
