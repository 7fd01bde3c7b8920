import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { ContentFilter } from '../../core/request/content-filter/index.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'Patterns and prompts that take the engine of JavaScript 10 s or more, against the content filter: its time, and the ' +
  'longest that the event loop was held meanwhile. Limits: 100 ms for a short prompt, 20 ms held.';

const limits = { filterMs: 100, heldMs: 20 };

/** A pattern and a prompt that it does not fit, which is what takes other engines long. */
const cases = [
  { pattern: '(a+)+$', prompt: `${'a'.repeat(40)}!` },
  { pattern: '^(\\w+\\s?)*$', prompt: `${'word '.repeat(12)}words are all there is in here!` },
  { pattern: '(x+x+)+y', prompt: 'x'.repeat(40) },
  { pattern: '(a|aa)+b', prompt: 'a'.repeat(60) },
] as const;

/** Texts of a mebibyte for patterns of people. */
const large = [
  { name: 'words', pattern: 'malicious.*pattern', prompt: 'the quick brown fox. '.repeat(49_932) },
  { name: 'one letter', pattern: '(a+)+$', prompt: `${'a'.repeat(1 << 20)}!` },
  { name: 'any case', pattern: '(?i)dangerous.*content', prompt: 'dangerous conten '.repeat(61_680) },
] as const;

/** Time of `RegExp` in a thread of its own, which is killed at the limit. */
async function regExpMs(pattern: string, prompt: string, limitMs: number): Promise<number> {
  const code = `const { parentPort, workerData: [pattern, prompt] } = require('node:worker_threads');
    const startedMs = performance.now();
    new RegExp(pattern).test(prompt);
    parentPort.postMessage(performance.now() - startedMs);`;
  const worker = new Worker(code, { eval: true, workerData: [pattern, prompt] });
  const timer = new Promise<number>((resolve) => setTimeout(resolve, limitMs, limitMs));
  const answer = new Promise<number>((resolve) => worker.once('message', resolve));
  const ms = await Promise.race([timer, answer]);
  await worker.terminate();
  return ms;
}

async function filterTimes(pattern: string, prompt: string): Promise<{ filterMs: number; heldMs: number }> {
  const counts = { blocked: () => {} };
  const settings = { enabled: true, blockPatterns: [pattern], maxPromptLength: null, scanResponses: false };
  const filter = new ContentFilter({ clock: systemClock, logger: silentLogger, counts }, settings);
  // The thread is there after the first large text.
  await filter.checkPrompt({ prompt: '. '.repeat(100_000), systemPrompt: null });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const startedMs = performance.now();
  await filter.checkPrompt({ prompt, systemPrompt: null }).catch(() => {});
  const filterMs = performance.now() - startedMs;
  delays.disable();
  filter.close();
  return { filterMs, heldMs: Number.isFinite(delays.max) ? delays.max / 1e6 : 0 };
}

/** Measures each case with both engines. */
export async function run({ small }: { small: boolean }) {
  const limitMs = small ? 100 : 10_000;
  const shorts = [];
  for (const { pattern, prompt } of small ? cases.slice(0, 2) : cases) {
    const { filterMs, heldMs } = await filterTimes(pattern, prompt);
    const engineMs = await regExpMs(pattern, prompt, limitMs);
    shorts.push({ pattern, regExpMs: engineMs, regExpWasKilled: engineMs >= limitMs, filterMs, heldMs });
  }
  const longs = [];
  for (const { name, pattern, prompt } of large) longs.push({ name, pattern, ...(await filterTimes(pattern, prompt)) });
  const worstFilterMs = Math.max(...shorts.map((one) => one.filterMs));
  const worstHeldMs = Math.max(...[...shorts, ...longs].map((one) => one.heldMs));
  return {
    worstFilterMs,
    worstHeldMs,
    filterOverLimit: worstFilterMs / limits.filterMs,
    heldOverLimit: worstHeldMs / limits.heldMs,
    // RegExp was killed at its limit, so it may be much more.
    timesSlowerAtLeast: Math.min(...shorts.map((one) => one.regExpMs / one.filterMs)),
    cases: shorts,
    megabytes: longs,
  };
}
