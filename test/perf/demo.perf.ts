import { startDemo } from '../../core/executor/index.ts';
import { assertThat } from '../utils/assert-that.ts';

export const about =
  'The demo of the command line, whole: how long until it serves, how many requests a second one client gets that asks one after the other, and which part of a request is the engine. `served` is what was asked, `backend` is "builtin".';

const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const { signal } = new AbortController();

const rounded = (value: number) => Math.round(value * 100) / 100;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export async function run({ small }: { readonly small: boolean }) {
  const requests = small ? 5 : 60;
  const beganAtMs = performance.now();
  const demo = await startDemo({ face: 'cli', requests, everyMs: 0 });
  const startMs = performance.now() - beganAtMs;
  try {
    const { served, failed, backend, engineProblem } = await demo.finished;
    const totalMs = performance.now() - beganAtMs;
    assertThat(served === requests && failed === 0, `all ${requests} requests are served; ${failed} failed`);
    assertThat(backend === 'builtin', `the built-in engine answers; ${engineProblem?.code}`);
    const { handlers } = demo.executor;
    const rows = await handlers['earnings.rows']({ filter: everything, limit: 100 }, { signal });
    const { recent } = await handlers['queue.get']({}, { signal });
    const engineMs = median(rows.map(({ durationMs }) => durationMs ?? Number.NaN));
    const executorMs = median(recent.map(({ durationMs }) => durationMs));
    const outboundTokens = rows.reduce((sum, row) => sum + (row.outboundTokens ?? 0), 0);
    const busyMs = rows.reduce((sum, row) => sum + (row.durationMs ?? 0), 0);
    return {
      served,
      backend,
      startMs: Math.round(startMs),
      requestsPerSecond: rounded(served / ((totalMs - startMs) / 1000)),
      firstTokenMs: rounded(median(rows.map(({ timeToFirstTokenMs }) => timeToFirstTokenMs ?? Number.NaN))),
      engineMs: rounded(engineMs),
      executorMs: rounded(executorMs),
      engineShare: rounded(engineMs / executorMs),
      outboundTokensPerSecond: Math.round(outboundTokens / (busyMs / 1000)),
    };
  } finally {
    await demo.stop('now');
  }
}
