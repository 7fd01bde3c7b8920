import { assertThat } from '../utils/assert-that.ts';
import { buildQueue, buildTicket } from '../utils/queue.ts';
import { SwappingBackend } from './batching/swapping-backend.ts';
import { VirtualTime } from './batching/virtual-time.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'A simulated backend with 4 slots and one model in memory (swap 1 s, answer 200 ms), two models asked for in turn by 16 ' +
  'clients that wait for their answers; the real queue on a virtual clock, so nothing depends on this machine. Speedup ' +
  '(answers with batching over answers in the order of arrival) at least 2; maxWaitOverBound (longest wait over what ' +
  'core/request/batching/README.md promises) at most 1.';

const backendOptions = { slots: 4, answerMs: 200, swapMs: 1000 };
const clients = 16;

export async function run({ small }: { small: boolean }) {
  const durationMs = small ? 60_000 : 3_600_000;
  const off = await simulate({ enabled: false }, durationMs);
  const fixed = await simulate({ enabled: true }, durationMs);
  const adaptive = await simulate(
    { enabled: true, strategy: 'adaptive', target_latency_ms: 2000, max_wait_ms: 500 },
    durationMs,
  );
  return {
    speedup: fixed.answersPerSecond / off.answersPerSecond,
    maxWaitOverBound: Math.max(fixed.maxWaitOverBound, adaptive.maxWaitOverBound),
    speedupAdaptive: adaptive.answersPerSecond / off.answersPerSecond,
    virtualSeconds: durationMs / 1000,
    off,
    fixed,
    adaptive,
  };
}

/** Clients that ask again as soon as they are answered. */
async function simulate(batching: Readonly<Record<string, unknown>>, durationMs: number) {
  const time = new VirtualTime();
  const backend = new SwappingBackend(time, backendOptions);
  const queue = buildQueue(time, { maxConcurrent: backendOptions.slots, batching });
  const passingMs = Number(batching.enabled ? (batching.max_wait_ms ?? 100) : 0);
  const never = new AbortController().signal;
  let serial = 0;
  let answers = 0;
  let longestWaitMs = 0;
  let maxWaitOverBound = 0;
  const client = async () => {
    for (;;) {
      const id = serial++;
      const ahead = queue.runningCount + queue.waitingCount;
      const boundMs = passingMs + (ahead + 1) * (backendOptions.swapMs + backendOptions.answerMs);
      const model = `model-${id % 2}`;
      const enteredAtMs = time.nowMs();
      const place = queue.enter(buildTicket(String(id), { model }));
      await place.turn(never);
      const startedAtMs = time.nowMs();
      longestWaitMs = Math.max(longestWaitMs, startedAtMs - enteredAtMs);
      maxWaitOverBound = Math.max(maxWaitOverBound, (startedAtMs - enteredAtMs) / boundMs);
      await backend.complete(model);
      place.leave({ outboundTokens: 1, durationMs: time.nowMs() - startedAtMs });
      answers += 1;
    }
  };
  for (let index = 0; index < clients; index += 1) void client();
  await time.runUntil(durationMs);
  assertThat(answers > 0, 'somebody is answered');
  const answersPerSecond = (answers * 1000) / durationMs;
  return { answersPerSecond, swaps: backend.swaps, longestWaitMs, maxWaitOverBound };
}
